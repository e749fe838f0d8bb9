import pLimit from 'p-limit'
import { type Digest, hexOf } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { type Emit, warningOf } from '../../core/events.js'
import { inflationLimit } from '../../core/limit.js'
import { memo } from '../../core/memo.js'
import { once } from '../../core/once.js'
import type { Layer } from '../../oci/image.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import type { Store } from '../../store/store.js'
import { reported } from '../reported.js'
import type { CachedLayer } from './document.js'
import { maxIndexBlob, unpackIndex } from './indexBlob.js'
import type { CachePlace } from './place.js'
import { type ReadCache, readCaches } from './readCaches.js'
import { sharedLayer } from './sharedLayer.js'
import { smallBlob } from './smallBlob.js'

/** Layers that are fetched at the same time. */
const parallelLayers = 4

export interface SharedCacheTools {
  readonly store: Store
  readonly emit: Emit
}

/** A layer that somebody else's RUN made, and where that is known from. */
export interface SharedRun {
  readonly layer: Layer
  readonly from: 'registry cache' | 'local cache' | 'inline cache'
}

/** A cache that was read, with where it lies. */
interface Source extends ReadCache {
  readonly place: CachePlace
  readonly runs: ReadonlyMap<string, Digest>
  readonly layers: ReadonlyMap<Digest, CachedLayer>
  readonly indexes: ReadonlyMap<Digest, Digest>
}

/**
 * What others have built, at some places. Nothing of it fails a build: what cannot be read is told as a warning, and what turns out to be wrong is not
 * asked again, so that whoever begins anew does without it.
 */
export class SharedCache {
  readonly #tools: SharedCacheTools
  readonly #sources: () => Promise<Source[]>
  readonly #indexes = new Map<string, Promise<LayerIndex | undefined>>()
  readonly #limit = pLimit(parallelLayers)
  readonly #lost = new Set<Digest>()
  /** Whose index cannot be read. */
  readonly #unreadable = new Set<Digest>()
  #doubted = false

  /** Begins to read the caches at once. Those that are named first are asked first. */
  constructor(places: readonly CachePlace[], tools: SharedCacheTools) {
    this.#tools = tools
    this.#sources = once(async () => (await Promise.all(places.map((place) => this.#read(place)))).flat())
    void this.#sources()
  }

  /** Waits until nothing is read any more. */
  async settled(): Promise<void> {
    await this.#sources()
  }

  /** How much of what it gave has turned out to be missing or wrong. */
  get losses(): number {
    return this.#lost.size
  }

  /** The layers of which a cache does not hold what it says, by DiffID: they, or their indexes. */
  get lost(): ReadonlySet<Digest> {
    return new Set([...this.#lost, ...this.#unreadable])
  }

  /** The layer that a RUN of this key made elsewhere; its bytes are fetched when they are needed. */
  async find(key: string): Promise<SharedRun | undefined> {
    for (const source of await this.#sources()) {
      const { place, inline, runs, layers, blobs } = source
      const diffId = runs.get(key)
      const cached = diffId && layers.get(diffId)
      const blob = cached && blobs.get(cached.blob)
      if (!blob || this.#lost.has(cached.diffId) || cached.size > inflationLimit(blob.size)) continue
      const { emit, store } = this.#tools
      const shown = `${place.name}, layer ${hexOf(blob.digest).slice(0, 12)}`
      const report = (done: number): void =>
        emit({ type: 'progress', id: blob.digest, name: shown, done, total: blob.size })
      const layer = sharedLayer(cached, blob, place, {
        store,
        limited: (fetch) => this.#limit(fetch),
        open: () => reported(place.blob(blob), report),
        lost: (error) => this.lose(cached.diffId, `${place.name}: ${error.message}`),
      })
      return { layer, from: inline ? 'inline cache' : `${place.kind} cache` }
    }
    return undefined
  }

  /** What a cache says is in a layer; only the layer's own bytes can tell whether that is so. */
  index({ diffId }: Layer): Promise<LayerIndex | undefined> {
    if (this.#doubted || this.#lost.has(diffId)) return Promise.resolve(undefined)
    return memo(this.#indexes, diffId, () => this.#fetchIndex(diffId))
  }

  /** Gives no index any more. Tells whether it had given one, and not been asked to stop. */
  doubt(): boolean {
    const before = this.#doubted || this.#indexes.size === 0
    this.#doubted = true
    return !before
  }

  /** Notes that what is said of a layer is wrong, and tells it. */
  lose(diffId: Digest, why: string): void {
    if (this.#lost.has(diffId)) return
    this.#lost.add(diffId)
    this.#tools.emit({
      type: 'warning',
      message: `the shared cache is of no use for a layer, which is made anew: ${why}`,
    })
  }

  async #fetchIndex(diffId: Digest): Promise<LayerIndex | undefined> {
    for (const { place, indexes, blobs } of await this.#sources()) {
      const digest = indexes.get(diffId)
      const blob = digest && blobs.get(digest)
      if (!blob) continue
      try {
        const index = await unpackIndex(await smallBlob(place, blob, maxIndexBlob, this.#tools.store))
        if (index.diffId === diffId) return index
        throw new OciPackError('format', `the index ${blob.digest} is of another layer than ${diffId}`)
      } catch (error) {
        this.#unreadable.add(diffId)
        this.#warn(place, error)
      }
    }
    return undefined
  }

  async #read(place: CachePlace): Promise<Source[]> {
    const { emit, store } = this.#tools
    const id = `cache from ${place.name}`
    emit({ type: 'step-start', id, name: `[cache] from ${place.name}` })
    try {
      const caches = await readCaches(place, store)
      const runs = caches.reduce((sum, { document }) => sum + document.runs.length, 0)
      const detail = caches.length === 0 ? 'nothing is there yet' : `it knows ${runs} RUN${runs === 1 ? '' : 's'}`
      emit({ type: 'step-done', id, cached: false, detail })
      return caches.map((cache) => sourceOf(cache, place))
    } catch (error) {
      emit({ type: 'step-done', id, cached: false, detail: 'not used' })
      this.#warn(place, error)
      return []
    }
  }

  /** What keeps a cache from being used keeps nobody from building. */
  #warn(place: CachePlace, error: unknown): void {
    if (error instanceof OciPackError && error.code === 'aborted') return
    this.#tools.emit(
      error instanceof OciPackError
        ? warningOf(error, `the cache ${place.name} cannot be used: ${error.message}`)
        : { type: 'warning', message: `the cache ${place.name} cannot be used: ${String(error)}` },
    )
  }
}

function sourceOf(cache: ReadCache, place: CachePlace): Source {
  const { runs, layers, bases } = cache.document
  const indexed = [...bases, ...layers].flatMap(({ diffId, index }) => (index ? [[diffId, index] as const] : []))
  return {
    ...cache,
    place,
    runs: new Map(runs.map(({ key, layer }) => [key, layer])),
    layers: new Map(layers.map((layer) => [layer.diffId, layer])),
    indexes: new Map(indexed),
  }
}
