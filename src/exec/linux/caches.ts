import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hexOf } from '../../core/digest.js'
import { fromSystemError, systemError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import type { Store } from '../../store/store.js'
import type { Mount, TreePart } from '../executor.js'
import type { Ids } from './ids.js'

/** Where a cache mount's directory is. */
export interface CacheFolder {
  /** Holds `data`, a file that is locked while it is used, and `about.json`; another one beside it where nobody else may use it. */
  readonly folder: string
  /** What it holds at first, if that is anything: a path from which it is moved away. */
  readonly seed?: string
}

/**
 * The folder of a cache in the store, for these ids. `copy` makes what a new one holds at first. @throws OciPackError `io`, and what `copy` throws
 */
export async function cacheFolder(
  store: Store,
  ids: Pick<Ids, 'name'>,
  { id, sharing, source }: Extract<Mount, { type: 'cache' }>,
  copy: (source: TreePart) => Promise<string>,
): Promise<CacheFolder> {
  const folder = join(store.dir, 'mounts', ids.name, hexOf(sha256(id)))
  const about = join(folder, 'about.json')
  try {
    await store.use(about)
    await mkdir(folder, { recursive: true })
    await writeFile(about, JSON.stringify({ id }), { flag: 'wx' }).catch((error: unknown) => {
      if (systemError(error).code !== 'EEXIST') throw error
    })
  } catch (error) {
    throw fromSystemError(error, `making the cache ${id} in the store`)
  }
  const isNew = await stat(join(folder, 'data')).then(
    () => false,
    () => true,
  )
  // One that is taken by somebody else has a new one beside it.
  if (source === undefined || !(isNew || sharing === 'private')) return { folder }
  return { folder, seed: await copy(source) }
}
