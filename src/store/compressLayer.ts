import { OciPackError } from '../core/errors.js'
import { readExtent } from '../core/host/readExtent.js'
import { hashed, Sha256 } from '../core/hash.js'
import { gzip } from '../oci/compress/gzip.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Image, Layer } from '../oci/image.js'
import { layerIndex, plainExtent, storedLayer } from './layers.js'
import type { Store } from './store.js'

/** How layers are stored. */
export interface Compression {
  readonly type: 'gzip' | 'zstd' | 'uncompressed'
  /** From 1, fastest, to 9, smallest. */
  readonly level?: number | undefined
}

export interface CompressOptions {
  /** Changes layers too that are compressed already, in another way. */
  readonly force?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** What zlib's own default is. */
const defaultLevel = 6

/**
 * An image whose layers are stored in one way; those that are compressed already stay as they are, unless `force` is said. What is made is kept in the
 * store. @throws OciPackError `io`, and what reading the layers throws
 */
export async function compressImage(
  store: Store,
  image: Image,
  compression: Compression,
  { force = false, signal }: CompressOptions = {},
): Promise<Image> {
  const layers: Layer[] = []
  for (const layer of image.layers) {
    const isPlain = layer.descriptor.digest === layer.diffId
    layers.push(isPlain || force ? await compressLayer(store, layer, compression, { signal }) : layer)
  }
  return { ...image, layers }
}

/**
 * A layer in another form, which is kept in the store once its plain bytes have turned out to be its own; one that has the form already stays as it is.
 * @throws OciPackError `integrity`, `io`, `aborted`, and what reading it throws
 */
export async function compressLayer(
  store: Store,
  layer: Layer,
  { type, level }: Compression,
  { signal }: CompressOptions = {},
): Promise<Layer> {
  const { descriptor, diffId } = layer
  const isPlain = descriptor.digest === diffId
  if (type === 'uncompressed') return isPlain ? layer : plainLayer(store, layer)
  if (type === 'zstd') throw new OciPackError('unsupported', 'layers are not compressed by zstd yet')
  if (!isPlain && /[+.]gzip$/.test(descriptor.mediaType)) return layer
  const plain = isPlain ? layer : await plainLayer(store, layer)
  const blob = await store.create()
  try {
    const hash = new Sha256()
    const plainHash = new Sha256()
    const source = hashed(readExtent(await plain.locate(), plain.descriptor.size), plainHash)
    for await (const bytes of gzip(source, { level: level ?? defaultLevel })) {
      hash.update(bytes)
      await blob.write(bytes)
      if (signal?.aborted) throw new OciPackError('aborted', `compressing layer ${diffId} was stopped`)
    }
    const found = plainHash.digest()
    if (found !== diffId) throw new OciPackError('integrity', `layer ${diffId}: its bytes have the digest ${found}`)
    const { size } = hash
    const digest = hash.digest()
    await blob.commit(digest, size)
    return storedLayer(store, { mediaType: mediaTypes.layerGzip, digest, size }, diffId)
  } finally {
    await blob.discard()
  }
}

async function plainLayer(store: Store, layer: Layer): Promise<Layer> {
  const { diffId } = layer
  const { size } = await layerIndex(store, layer)
  const descriptor = { mediaType: mediaTypes.layer, digest: diffId, size }
  return { descriptor, diffId, locate: () => plainExtent(store, layer) }
}
