import { readExtent } from '../core/host/readExtent.js'
import { OciPackError } from '../core/errors.js'
import { Sha256 } from '../core/hash.js'
import { gzip } from '../oci/compress/gzip.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Image, Layer } from '../oci/image.js'
import { layerIndex, plainExtent, storedLayer } from './layers.js'
import type { Store } from './store.js'

/** How layers are stored. */
export interface Compression {
  readonly type: 'gzip' | 'zstd' | 'uncompressed'
  /** From 1, fastest, to 9, smallest. */
  readonly level?: number
}

/** An image with its layers compressed; those that are compressed already stay as they are, unless by `force`. @throws as `compressLayer` */
export async function compressImage(
  store: Store,
  image: Image,
  compression: Compression,
  { force = false }: { readonly force?: boolean } = {},
): Promise<Image> {
  const layers: Layer[] = []
  for (const layer of image.layers) {
    const isPlain = layer.descriptor.digest === layer.diffId
    layers.push(isPlain || force ? await compressLayer(store, layer, compression) : layer)
  }
  return { ...image, layers }
}

/** A layer in a form, which is kept in the store; one that has the form already stays as it is. @throws OciPackError `unsupported`, `io`, and what reading it throws */
export async function compressLayer(store: Store, layer: Layer, { type, level = 6 }: Compression): Promise<Layer> {
  const { descriptor, diffId } = layer
  const isPlain = descriptor.digest === diffId
  if (type === 'zstd') throw new OciPackError('unsupported', 'layers are not compressed by zstd')
  if (isPlain && type === 'uncompressed') return layer
  const plain = await plainExtent(store, layer)
  const { size: plainSize } = isPlain ? descriptor : await layerIndex(store, layer)
  if (type === 'uncompressed')
    return storedLayer(store, { mediaType: mediaTypes.layer, digest: diffId, size: plainSize }, diffId)
  const blob = await store.create()
  try {
    const hash = new Sha256()
    for await (const bytes of gzip(readExtent(plain, plainSize), { level })) {
      hash.update(bytes)
      await blob.write(bytes)
    }
    const { size } = hash
    const digest = hash.digest()
    await blob.commit(digest, size)
    return storedLayer(store, { mediaType: mediaTypes.layerGzip, digest, size }, diffId)
  } finally {
    await blob.discard()
  }
}
