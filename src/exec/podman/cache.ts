import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { textOfBytes } from '../../core/bytes.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import type { Platform } from '../../core/platform.js'
import { nodeAt } from '../../rootfs/tree.js'
import type { Mount, TreePart } from '../executor.js'
import { cacheFolder } from '../linux/caches.js'
import { outputOf } from './command.js'
import { lock } from './lock.js'
import { own } from './own.js'
import { treeImage } from './treeImage.js'
import type { Workplace } from './workplace.js'

type Cache = Extract<Mount, { type: 'cache' }>

/**
 * The folder that a cache mount shows. Until the place is cleaned up, nobody uses it who may not by its sharing: one for nobody else has
 * another folder while it is taken. @throws OciPackError `executor`, `aborted`, `io`
 */
export async function cacheData(cache: Cache, name: string, platform: Platform, place: Workplace): Promise<string> {
  const { store, host, cleanup, signal } = place
  const { folder, seed } = await cacheFolder(store, { name: host.idsName }, cache, (source) =>
    copyOf(source, name, platform, place),
  )
  const fill = (data: string): Promise<void> => make(data, seed, cache, name, place)
  if (cache.sharing === 'shared') return sharedData(folder, fill, place)
  for (let number = 0; ; number++) {
    const taken = number === 0 ? folder : `${folder}.${number}`
    await told(taken, mkdir(taken, { recursive: true, mode: 0o700 }))
    const unlock = await lock(join(taken, 'lock'), cache.sharing === 'private' ? 'at once' : 'exclusive', signal)
    if (!unlock) continue
    cleanup.add(unlock)
    const data = join(taken, 'data')
    if (!(await exists(data))) await fill(data)
    return data
  }
}

/** Where the one who fills a shared cache is waited for, how often one looks, in milliseconds. */
const look = 50

/** Whoever shares it waits for who fills it, and for who has it alone; for nobody who shares it, who may wait for him. */
async function sharedData(
  folder: string,
  fill: (data: string) => Promise<void>,
  { cleanup, signal }: Workplace,
): Promise<string> {
  await told(folder, mkdir(folder, { recursive: true, mode: 0o700 }))
  const [file, data] = [join(folder, 'lock'), join(folder, 'data')]
  for (;;) {
    if (await exists(data)) {
      const unlock = await lock(file, 'shared', signal)
      if (unlock) cleanup.add(unlock)
      return data
    }
    const unlock = await lock(file, 'at once', signal)
    try {
      if (unlock && !(await exists(data))) await fill(data)
    } finally {
      await unlock?.()
    }
    if (!unlock) await setTimeout(look)
  }
}

/** A new one has its name when it is whole. A folder that is somebody else's cannot be moved elsewhere, so that it is given away last. */
async function make(
  data: string,
  seed: string | undefined,
  cache: Cache,
  name: string,
  place: Workplace,
): Promise<void> {
  const made = seed ?? join(place.folder, `${name}-new`)
  const beside = `${data}.${place.name}`
  const root = cache.source && nodeAt(cache.source.tree, cache.source.path)
  if (seed === undefined) await told(made, mkdir(made))
  await told(beside, rename(made, beside))
  await own(beside, seed !== undefined && root ? root : cache, place)
  await told(data, rename(beside, data))
}

/** A directory's files with their owners, in a new folder. */
async function copyOf(source: TreePart, name: string, platform: Platform, place: Workplace): Promise<string> {
  const { inside, folder, signal } = place
  const node = nodeAt(source.tree, source.path)
  if (node?.type !== 'directory')
    throw new OciPackError(
      'source',
      `a cache is a directory, which ${JSON.stringify(`/${textOfBytes(source.path)}`)} is not`,
      { hint: 'Name a directory: source=PATH.' },
    )
  const image = await treeImage(node, source, name, platform, place)
  const copy = join(folder, `${name}-copy`)
  await told(copy, mkdir(copy))
  await outputOf(inside, 'cannot fill a new cache', ['sh', '-c', copyScript, 'sh', image, copy], { signal })
  return copy
}

/** Podman gives its directories modes of their own; one that cannot be written to cannot be moved. */
const copyScript = 'at=$(podman image mount "$1") && cp -a "$at/." "$2" && chmod 700 "$2" && podman image unmount "$1"'

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function told<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw fromSystemError(error, `making the cache ${path}`)
  }
}
