import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Emit } from '../core/events.js'
import { fromSystemError, OciPackError } from '../core/errors.js'
import { totalSize } from '../store/choose.js'
import { descriptions, type Entry, inventory } from '../store/inventory.js'
import { prune } from '../store/prune.js'
import { asStep } from './asStep.js'
import { removeTree } from './removeTree.js'
import { storeDir, type StoreLocation } from './withStore.js'

/** Something that the store keeps. */
export interface CacheEntry {
  readonly kind: Entry['kind']
  readonly name: string
  /** What a blob is, where that is known: the command that made a layer, the name of an image. */
  readonly what?: string
  /** In bytes. */
  readonly size: number
  readonly lastUsed: Date
}

/** What `oci-pack cache ls` shows. */
export interface CacheReport {
  /** The store's folder. */
  readonly dir: string
  /** Used last comes first. */
  readonly entries: readonly CacheEntry[]
  /** Bytes of all. */
  readonly size: number
}

/** What is to go: at least one must be said. Where several are, what any of them asks for goes. */
export interface PruneOptions extends StoreLocation {
  /** Bytes to keep; what was not used for longest goes until no more are left. */
  readonly maxSize?: number | undefined
  /** What was not used for so many milliseconds goes. */
  readonly olderThan?: number | undefined
  /** Only what is both too old and too much goes, as `docker builder prune` has it. */
  readonly both?: boolean | undefined
  /** All goes that no running build uses. */
  readonly all?: boolean | undefined
  readonly onEvent?: Emit | undefined
}

/** What `oci-pack cache prune` did. */
export interface PruneReport {
  readonly dir: string
  readonly removed: readonly CacheEntry[]
  /** Bytes of what was removed, and of what is left. */
  readonly freed: number
  readonly size: number
  /** What had to stay because builds run that may use it, and the ids of their processes. */
  readonly inUse: readonly CacheEntry[]
  readonly processes: readonly number[]
}

/** Tells what the store keeps; a folder that is not there keeps nothing. @throws OciPackError `io` */
export async function listCache(location: StoreLocation = {}): Promise<CacheReport> {
  const dir = resolve(storeDir(location))
  try {
    const entries = inventory(dir).sort((a, b) => b.lastUsed - a.lastUsed)
    const told = descriptions(entries)
    return { dir, entries: entries.map((entry) => described(entry, told)), size: totalSize(entries) }
  } catch (error) {
    throw fromSystemError(error, `cannot read the store ${dir}`)
  }
}

/** Removes from the store what the options ask for, also while builds run. @throws OciPackError `usage`, `io` */
export async function pruneCache(options: PruneOptions): Promise<PruneReport> {
  const { maxSize, olderThan, both, all = false, onEvent: emit = () => undefined } = options
  if (maxSize === undefined && olderThan === undefined && !all)
    throw new OciPackError('usage', 'it is not said what is to be pruned', {
      hint: 'Say --max-size SIZE, --older-than AGE or --all.',
    })
  const dir = resolve(storeDir(options))
  if (!existsSync(dir)) return { dir, removed: [], freed: 0, size: 0, inUse: [], processes: [] }
  const usedSince = all ? Infinity : olderThan === undefined ? undefined : Date.now() - olderThan
  const id = 'prune'
  const onRemoved = (done: number, total: number): void => emit({ type: 'progress', id, name: 'removed', done, total })
  const { removed, inUse, builds } = await asStep(emit, id, `prune ${dir}`, () =>
    prune(dir, { maxSize, usedSince, both }, removeTree, onRemoved),
  )
  return {
    dir,
    removed: removed.map(shown),
    freed: totalSize(removed),
    size: (await listCache(options)).size,
    inUse: inUse.map(shown),
    processes: [...new Set(builds.map(({ pid }) => pid))],
  }
}

function described(entry: Entry, told: ReadonlyMap<string, string>): CacheEntry {
  const what = entry.kind === 'blob' || entry.kind === 'unpacked' ? told.get(entry.name) : undefined
  return { ...shown(entry), ...(what === undefined ? {} : { what }) }
}

function shown({ kind, name, size, lastUsed }: Entry): CacheEntry {
  return { kind, name, size, lastUsed: new Date(lastUsed) }
}
