import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesOfText } from '../../core/bytes.js'
import { fromSystemError } from '../../core/errors.js'
import { readExtent } from '../../core/host/readExtent.js'
import { tarHeader } from '../../oci/tar/entry.js'
import { encodeHeader, endOfArchive, padding } from '../../oci/tar/header.js'
import { keepLayer } from '../../store/layers.js'
import type { Store } from '../../store/store.js'
import type { GitCommit } from './git.js'
import { type Kept, recordKept, storedKept } from './kept.js'
import type { Repository } from './repository.js'

/**
 * A commit's objects in a pack without deltas and without compression, so that its bytes are the same whichever zlib, and however many
 * processors, they come from; and an index of its files in which no time of a checkout stands. A layer that holds `index`, `shallow` where
 * other commits came before, and the pack's two files.
 */
export type Pack = Kept

const recordKind = 'git-pack'

/** @throws OciPackError `io` */
export function storedPack(store: Store, id: string): Promise<Pack | undefined> {
  return storedKept(store, recordKind, id)
}

/** Packs a commit that a repository holds, and the tag that names it, into the store. @throws OciPackError `io`, and as `Repository.ask` */
export async function keepPack(store: Store, repository: Repository, { commit, tag }: GitCommit): Promise<Pack> {
  const objects = (await repository.ask(['rev-list', '--objects', '--no-walk', commit])).split('\n')
  const ids = [...objects.map((line) => line.split(' ')[0]), ...(tag === undefined ? [] : [tag])].filter(Boolean)
  const plain = ['-c', 'core.compression=0', '-c', 'pack.compression=0']
  const whole = ['--window=0', '--no-reuse-object', '--threads=1', '--quiet']
  await repository.ask([...plain, 'pack-objects', ...whole, join(repository.path, 'pack')], { input: ids.join('\n') })
  await repository.ask(['read-tree', commit])
  const [header = ''] = (await repository.ask(['cat-file', 'commit', commit])).split('\n\n')
  const isFirst = !/^parent /m.test(header)
  // Git looks for what came before, unless it is told that it is not there.
  await writeFile(join(repository.path, 'shallow'), `${commit}\n`)
  const wanted = isFirst ? /^(index|pack-.*\.(pack|idx))$/ : /^(index|shallow|pack-.*\.(pack|idx))$/
  const names = (await readdir(repository.path)).filter((name) => wanted.test(name))
  const kept = await keepLayer(store, archiveOf(repository.path, names.sort()))
  await recordKept(store, recordKind, tag ?? commit, kept, `git objects of ${repository.address}`)
  return kept
}

async function* archiveOf(folder: string, names: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const name of names) {
    const path = join(folder, name)
    const { size } = await stat(path).catch((error: unknown) => {
      throw fromSystemError(error, `reading ${path}`)
    })
    yield encodeHeader(tarHeader(bytesOfText(name), { mode: 0o644, size }))
    yield* readExtent({ path, offset: 0 }, size)
    yield Buffer.alloc(padding(size))
  }
  yield endOfArchive
}
