import * as v from 'valibot'
import { type Digest, hexOf, isDigest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { Sha256 } from '../core/hash.js'
import { mediaTypes } from '../oci/descriptor.js'
import { isForeign } from '../oci/foreign.js'
import type { Image, Layer } from '../oci/image.js'
import { type Compression, compressionOf, formOf, type Way, wayOf } from './compression.js'
import { layerIndex, plainBytes, plainExtent } from './layers.js'
import { makeOnce } from './makeOnce.js'
import type { Store } from './store.js'
import type { Expected } from './verified.js'

export type { Compression } from './compression.js'

export interface CompressOptions {
  /** Changes layers too that are compressed already, in another way. */
  readonly force?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Begins to hand on what is compressed while it is. */
  readonly follow?: (() => Follower) | undefined
}

/** Takes the bytes of a layer's compressed form as they are made. */
export interface Follower {
  write(bytes: Uint8Array): Promise<void>
  /** All of it was written. */
  end(digest: Digest): Promise<void>
  /** Nothing came of it. */
  cancel(): Promise<void>
}

/** An image with its layers in a form, as `compressLayer` gives each of them. */
export async function compressImage(
  store: Store,
  image: Image,
  compression: Compression,
  options: CompressOptions = {},
): Promise<Image> {
  const layers: Layer[] = []
  // One after the other: each takes all processors.
  for (const layer of image.layers) layers.push(await compressLayer(store, layer, compression, options))
  return { ...image, layers }
}

/**
 * A layer in a form, which is kept in the store; one that is compressed already stays as it is unless `force` is given, and one that is not to be given on anyway. What a layer's compressed
 * form is, is remembered: where its digest is all that is asked for, nothing is compressed a second time, even where the store lost it since.
 * @throws OciPackError `usage` for a level that there is not, `integrity`, `format`, `io`, `aborted`, and what reading the layer throws
 */
export async function compressLayer(
  store: Store,
  layer: Layer,
  { type, level }: Compression,
  { force = false, ...making }: CompressOptions = {},
): Promise<Layer> {
  if (isForeign(layer.descriptor)) return layer
  const before = compressionOf(layer)
  if (type !== 'uncompressed') {
    const way = wayOf(type, level)
    return before === type || (before !== 'uncompressed' && !force) ? layer : compressedLayer(store, layer, way, making)
  }
  return before === type || !force ? layer : inflatedLayer(store, layer)
}

async function inflatedLayer(store: Store, layer: Layer): Promise<Layer> {
  const { diffId } = layer
  const { size } = await layerIndex(store, layer)
  return {
    descriptor: { mediaType: mediaTypes.layer, digest: diffId, size },
    diffId,
    locate: () => plainExtent(store, layer),
  }
}

type Making = Omit<CompressOptions, 'force'>

async function compressedLayer(store: Store, layer: Layer, way: Way, making: Making): Promise<Layer> {
  const { diffId } = layer
  const { mediaType } = way.compressor
  const form = formOf(way)
  const known = layer.forms?.find(({ by }) => by === form)
  if (known) return { descriptor: known.descriptor, diffId, origin: known.origin, locate: () => known.locate() }
  const key = `${hexOf(diffId)}-${form}`
  const make = (isThere: () => Promise<boolean>): Promise<void> =>
    makeOnce(store, {
      name: `compress-${key}`,
      isThere,
      make: (goesOn) => write(store, layer, way, { key, goesOn, ...making }),
      signal: making.signal,
    })

  await make(async () => (await recorded(store, key)) !== undefined)
  const made = await recorded(store, key)
  if (!made)
    throw new OciPackError('io', `the store ${store.dir} did not keep what layer ${diffId} is compressed`, {
      hint: 'It may have been pruned just now: try again.',
    })
  const { digest, size } = made
  return {
    descriptor: { mediaType, digest, size },
    diffId,
    async locate() {
      await make(() => store.has(made))
      if (await store.has(made)) return store.locate(digest)
      throw new OciPackError('integrity', `layer ${diffId}, compressed again, is not ${digest} any more`, {
        hint: 'What it is now has been noted: try again.',
      })
    },
  }
}

/** Compresses a layer into the store and notes what came of it. */
async function write(
  store: Store,
  layer: Layer,
  { compressor, level }: Way,
  { key, goesOn, signal, follow }: Making & { readonly key: string; readonly goesOn: () => void },
): Promise<void> {
  const blob = await store.create()
  const follower = follow?.()
  try {
    const hash = new Sha256()
    for await (const bytes of compressor.compress(plainBytes(store, layer), { level })) {
      hash.update(bytes)
      await Promise.all([blob.write(bytes), follower?.write(bytes)])
      goesOn()
      if (signal?.aborted) throw new OciPackError('aborted', `compressing layer ${layer.diffId} was stopped`)
    }
    const { size } = hash
    const digest = hash.digest()
    await blob.commit(digest, size)
    // Not at the record's top, for there a blob that is gone takes its record with it.
    await store.writeRecord(recordKind, key, { blob: { digest, size } })
    await follower?.end(digest)
  } catch (error) {
    await follower?.cancel()
    throw error
  } finally {
    await blob.discard()
  }
}

const recordKind = 'compressed'

const record = v.object({
  blob: v.object({
    digest: v.custom<Digest>((value) => typeof value === 'string' && isDigest(value)),
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
})

/** What the compressed form turned out to be when it was made. @throws OciPackError `io` */
async function recorded(store: Store, key: string): Promise<Expected | undefined> {
  const { success, output } = v.safeParse(record, await store.readRecord(recordKind, key))
  return success ? output.blob : undefined
}
