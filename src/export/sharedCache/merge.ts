import type { Digest } from '../../core/digest.js'
import {
  type CachedIndex,
  type CachedLayer,
  type CachedRun,
  type CacheDocument,
  maxBases,
  maxRuns,
} from '../../sources/sharedCache/document.js'

/** A RUN that a build took a layer for, or executed. */
export interface BuiltRun extends CachedRun {
  /** Whether it was executed by this build: then its layer takes the place of whatever others have. */
  readonly fresh: boolean
}

/** What one build adds to a cache. */
export interface BuiltCache {
  readonly runs: readonly BuiltRun[]
  readonly layers: readonly CachedLayer[]
  readonly bases: readonly CachedIndex[]
}

/**
 * A cache with what a build adds to it: what the build has used comes first, then the rest as it was; what was not used for longest goes where there is too much.
 * The same document where there is nothing new in it, and what was used is in no danger to go.
 */
export function merge(before: CacheDocument, built: BuiltCache): CacheDocument {
  const known = new Map(before.runs.map((run) => [run.key, run]))
  const used = built.runs.map(({ fresh, ...run }) => (fresh ? run : (known.get(run.key) ?? run)))
  const runs = firstUsed(used, before.runs, ({ key }) => key, maxRuns)
  const bases = firstUsed(built.bases, before.bases, ({ diffId }) => diffId, maxBases)
  if (
    isSafe(used, before.runs, (a, b) => a.key === b.key && a.layer === b.layer) &&
    isSafe(built.bases, before.bases, (a, b) => a.diffId === b.diffId)
  )
    return before
  return { runs, layers: layersOf(runs, [...before.layers, ...built.layers]), bases }
}

function firstUsed<Item>(
  used: readonly Item[],
  before: readonly Item[],
  nameOf: (item: Item) => string,
  most: number,
): Item[] {
  const items = new Map<string, Item>()
  for (const item of [...used, ...before]) if (!items.has(nameOf(item))) items.set(nameOf(item), item)
  return [...items.values()].slice(0, most)
}

/** Whether all that was used is there already, in the first half of the list. */
function isSafe<Item>(used: readonly Item[], before: readonly Item[], same: (a: Item, b: Item) => boolean): boolean {
  const firstHalf = before.slice(0, Math.max(used.length, Math.ceil(maxRuns / 2)))
  return used.every((item) => firstHalf.some((other) => same(item, other)))
}

/** The layers that some RUNs made, in the order of their DiffIDs. */
function layersOf(runs: readonly CachedRun[], all: readonly CachedLayer[]): CachedLayer[] {
  const wanted = new Set<Digest>(runs.map(({ layer }) => layer))
  const layers = new Map<Digest, CachedLayer>()
  for (const layer of all) if (wanted.has(layer.diffId) && !layers.has(layer.diffId)) layers.set(layer.diffId, layer)
  return [...layers.values()].sort((a, b) => (a.diffId < b.diffId ? -1 : 1))
}
