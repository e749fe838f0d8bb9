import { existsSync, lstatSync, readFileSync, renameSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hexOf, isDigest } from '../core/digest.js'
import { fromSystemError, systemError } from '../core/errors.js'
import { temporaryName } from '../core/host/temporaryName.js'
import { entriesToPrune, type Limits, totalSize } from './choose.js'
import { type Entry, inventory } from './inventory.js'
import { refreshLayout } from './layout.js'
import { holdsMount, removeLeftovers, type RemoveTree } from './leftovers.js'
import { inUseFrom, Mark, type Worker, workersIn } from './mark.js'

/** What became of a pruned store. */
export interface Pruned {
  readonly removed: readonly Entry[]
  /** What had to go, and did not: builds that run use it, or may not be able to go on without. */
  readonly inUse: readonly Entry[]
  /** Those builds. */
  readonly builds: readonly Worker[]
}

/** Told how many bytes of all that goes are gone. */
type OnRemoved = (done: number, total: number) => void

/**
 * Brings the store in a folder within its limits, also while builds run: what they have used stays. Things are renamed first, in a
 * moment that others wait for, and removed then, so that the store is whole whenever this is stopped.
 * @throws OciPackError `io`
 */
export async function prune(
  dir: string,
  limits: Limits,
  removeTree: RemoveTree,
  onRemoved: OnRemoved = () => undefined,
): Promise<Pruned> {
  const work = join(dir, 'work')
  try {
    for (const folder of [work, join(dir, 'builds'), join(dir, 'pruning')]) await mkdir(folder, { recursive: true })
    const chosen = entriesToPrune(inventory(dir), limits)
    // Who reads images from here is told before their blobs go.
    await tellBefore(dir, chosen)
    const { taken, inUse, builds } = await takeAway(dir, chosen)
    const orphans = inventory(dir).filter((entry) => isOrphan(dir, entry))
    for (const { path } of orphans) await rm(path, { force: true })
    try {
      await removeAll(taken, removeTree, onRemoved)
    } finally {
      // Now there is room for it.
      await refreshLayout(dir)
    }
    for (const folder of [work, join(dir, 'ingest')]) await removeLeftovers(folder, removeTree)
    return { removed: [...taken.map(({ entry }) => entry), ...orphans], inUse, builds }
  } catch (error) {
    throw fromSystemError(error, `cannot prune the store ${dir}`)
  }
}

/** A disk may be too full for it: then it is told when there is room again. */
async function tellBefore(dir: string, chosen: readonly Entry[]): Promise<void> {
  const blobs = chosen.filter(({ kind }) => kind === 'blob').map(({ name }) => name)
  await refreshLayout(dir, new Set(blobs)).catch(() => undefined)
}

interface Taken {
  readonly entry: Entry
  /** Where it waits to be removed. */
  readonly place: string
}

/** What cannot be removed is in nobody's way, and is told once the others are gone. */
async function removeAll(taken: readonly Taken[], removeTree: RemoveTree, onRemoved: OnRemoved): Promise<void> {
  const failures: unknown[] = []
  const total = totalSize(taken.map(({ entry }) => entry))
  let done = 0
  for (const { place, entry } of taken) {
    await removeTree(place).catch((error: unknown) => failures.push(error))
    onRemoved((done += entry.size), total)
  }
  if (failures.length > 0) throw failures[0]
}

/** Takes away what is not in use. Nobody waits for it longer than the calls, which are synchronous, take. */
async function takeAway(
  dir: string,
  chosen: readonly Entry[],
): Promise<{ taken: Taken[]; inUse: Entry[]; builds: Worker[] }> {
  const taken: Taken[] = []
  const inUse: Entry[] = []
  const mark = await Mark.make(join(dir, 'pruning'))
  try {
    const builds = await workersIn(join(dir, 'builds'))
    const before = inUseFrom(builds)
    for (const entry of chosen) {
      const place = join(dir, 'work', temporaryName())
      const taking = take(entry, place, before)
      if (taking === 'taken') taken.push({ entry, place })
      else if (taking === 'in use') inUse.push(entry)
    }
    return { taken, inUse, builds }
  } finally {
    await mark.remove()
  }
}

function take({ kind, clock, path, lastUsed }: Entry, place: string, before: number): 'taken' | 'in use' | 'gone' {
  try {
    const used = (lstatSync(clock, { throwIfNoEntry: false }) ?? lstatSync(path)).mtimeMs
    if (used > lastUsed || used >= before || (isTree(kind) && holdsMount(path))) return 'in use'
    renameSync(path, place)
    return 'taken'
  } catch (error) {
    // Another process was faster.
    if (systemError(error).code === 'ENOENT') return 'gone'
    throw error
  }
}

function isTree(kind: Entry['kind']): boolean {
  return kind === 'unpacked' || kind === 'mount'
}

/** Whether a record is of a blob that is not there any more. */
function isOrphan(dir: string, { kind, path }: Entry): boolean {
  if (kind !== 'record') return false
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null) return true
    const digests = Object.values(value)
      .filter((part): part is string => typeof part === 'string')
      .filter(isDigest)
    return digests.some((digest) => !existsSync(join(dir, 'blobs/sha256', hexOf(digest))))
  } catch {
    return true
  }
}
