import pLimit from 'p-limit'
import { compareBytes } from '../../core/bytes.js'
import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { memo } from '../../core/memo.js'
import { settled } from '../../core/settled.js'
import type { Blob } from '../../oci/content.js'
import type { Layer } from '../../oci/image.js'
import { layerBlob } from '../../oci/imageContent.js'
import { encodeIndex } from '../../rootfs/indexCodec.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import {
  type CacheDocument,
  type CachedIndex,
  type CachedLayer,
  emptyDocument,
} from '../../sources/sharedCache/document.js'
import { packIndex } from '../../sources/sharedCache/indexBlob.js'
import { type ReadCache, readCaches } from '../../sources/sharedCache/readCaches.js'
import { type Compression, compressLayer } from '../../store/compressLayer.js'
import { compressedBy } from '../../store/compression.js'
import type { Store } from '../../store/store.js'
import { cacheManifest } from './manifest.js'
import { type BuiltCache, merge } from './merge.js'
import type { CacheTarget } from './target.js'

/** Blobs that are sent at the same time. */
const parallelBlobs = 4
/** Layers that are compressed at the same time; each uses all processors. */
const parallelLayers = 2
/** How often the cache is written anew because somebody else has written it in the meantime. */
const maxTries = 8

/** What a build gives to others. */
export interface SharedResults {
  readonly runs: ReadonlyMap<string, { readonly layer: Layer; readonly fresh: boolean }>
  /** The layers of base images. */
  readonly bases: readonly Layer[]
  /** The layers of which a cache has turned out to hold nothing, or something else. */
  readonly lost: ReadonlySet<Digest>
}

export interface WritingTools {
  readonly store: Store
  /** How layers are stored. */
  readonly compression: Compression
  /** What is known of a layer's entries without fetching it. */
  readonly indexOf: (layer: Layer) => Promise<LayerIndex | undefined>
}

/**
 * Adds what a build has made to a cache; what others have put there stays, as long as there is room. Where several write at once, each looks whether the
 * others' have come between, and begins anew. Tells how many blobs were made for it.
 * @throws OciPackError `registry`, `io`, `aborted`, and what reading the layers throws
 */
export async function writeCache(target: CacheTarget, results: SharedResults, tools: WritingTools): Promise<number> {
  const writing = new Writing(target, results, tools)
  for (let tries = 1; ; tries++) if ((await writing.attempt()) || tries === maxTries) return writing.blobs
}

class Writing {
  readonly #target: CacheTarget
  readonly #results: SharedResults
  readonly #tools: WritingTools
  readonly #sending = pLimit(parallelBlobs)
  readonly #compressing = pLimit(parallelLayers)
  readonly #layers = new Map<string, Promise<CachedLayer>>()
  readonly #indexes = new Map<string, Promise<Digest | undefined>>()
  /** What this build has put there, by digest. */
  readonly #sent = new Map<Digest, Blob>()
  /** Whether what is there was refused: blobs that it names are gone. */
  #broken = false

  constructor(target: CacheTarget, results: SharedResults, tools: WritingTools) {
    this.#target = target
    this.#results = results
    this.#tools = tools
  }

  get blobs(): number {
    return this.#sent.size
  }

  /** Whether the cache holds all of it now. */
  async attempt(): Promise<boolean> {
    const seen = await this.#target.current()
    const before = await this.#before()
    const known = before?.document ?? emptyDocument
    const built = await this.#built(before)
    const merged = merge(known, built)
    if (merged === known) return true
    const find = (digest: Digest) => this.#sent.get(digest)?.descriptor ?? before?.blobs.get(digest)
    const { document, bytes, digest } = cacheManifest(merged, find)
    await this.#target.pushBlob(document)
    if ((await this.#target.current()) !== seen) return false
    try {
      await this.#target.pushManifest(bytes)
    } catch (error) {
      if (!before || !(error instanceof OciPackError) || error.code === 'aborted') throw error
      this.#broken = true
      return false
    }
    return (await this.#target.current()) === digest
  }

  /** What is there already. What is no cache, or none that can be read, is replaced. */
  async #before(): Promise<ReadCache | undefined> {
    try {
      const [cache] = await readCaches(this.#target, this.#tools.store)
      if (!cache || cache.inline || this.#broken) return undefined
      return { ...cache, document: without(cache.document, this.#results.lost) }
    } catch (error) {
      if (error instanceof OciPackError && ['format', 'integrity', 'not-found'].includes(error.code)) return undefined
      throw error
    }
  }

  async #built(before: ReadCache | undefined): Promise<BuiltCache> {
    const { bases } = this.#results
    const runs = [...this.#results.runs].sort(([a], [b]) => compareBytes(a, b))
    const known = new Map(before?.document.layers.map((layer) => [layer.diffId, layer]))
    const knownBases = new Map(before?.document.bases.map((base) => [base.diffId, base]))
    const made: CachedLayer[] = []
    await settled(
      runs.map(async ([, { layer }]) => {
        made.push(known.get(layer.diffId) ?? (await memo(this.#layers, layer.diffId, () => this.#sendLayer(layer))))
      }),
    )
    const indexed = await Promise.all(
      bases.map(async (layer): Promise<CachedIndex[]> => {
        const { diffId } = layer
        const base = knownBases.get(diffId)
        const index = base ? base.index : await this.#sendIndex(layer)
        return index === undefined ? [] : [{ diffId, index }]
      }),
    )
    return {
      runs: runs.map(([key, { layer, fresh }]) => ({ key, layer: layer.diffId, fresh })),
      layers: made,
      bases: indexed.flat().sort((a, b) => compareBytes(a.diffId, b.diffId)),
    }
  }

  async #sendLayer(layer: Layer): Promise<CachedLayer> {
    const { store, compression } = this.#tools
    const { diffId, descriptor } = layer
    const stored = await this.#compressing(() => compressLayer(store, layer, compression))
    const blob = layerBlob(stored.descriptor, stored)
    const [index] = await Promise.all([this.#sendIndex(layer), this.#send(blob)])
    const by = compressedBy(compression)
    return { diffId, size: descriptor.size, blob: blob.descriptor.digest, by, ...(index ? { index } : {}) }
  }

  #sendIndex(layer: Layer): Promise<Digest | undefined> {
    return memo(this.#indexes, layer.diffId, async () => {
      const index = await this.#tools.indexOf(layer)
      if (!index) return undefined
      const blob = await packIndex(encodeIndex(index))
      await this.#send(blob)
      return blob.descriptor.digest
    })
  }

  async #send(blob: Blob): Promise<void> {
    await this.#sending(() => this.#target.pushBlob(blob))
    this.#sent.set(blob.descriptor.digest, blob)
  }
}

/** A document without what it tells of some layers. */
function without({ runs, layers, bases }: CacheDocument, lost: ReadonlySet<Digest>): CacheDocument {
  return {
    runs: runs.filter(({ layer }) => !lost.has(layer)),
    layers: layers.filter(({ diffId }) => !lost.has(diffId)),
    bases: bases.filter(({ diffId }) => !lost.has(diffId)),
  }
}
