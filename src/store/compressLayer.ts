import { readExtent } from '../core/host/readExtent.js'
import { Sha256 } from '../core/hash.js'
import { gzip } from '../oci/compress/gzip.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Layer } from '../oci/image.js'
import { storedLayer } from './layers.js'
import type { Store } from './store.js'

/** How layers are stored. */
export interface Compression {
  readonly type: 'gzip'
  /** From 1, fastest, to 9, smallest. */
  readonly level: number
}

/** What tells a compressed form from others of the same bytes: zlib's builds differ. */
export function compressedBy({ type, level }: Compression): string {
  return `${type} ${level}, zlib ${process.versions.zlib}`
}

/** A plain layer in a compressed form, which is kept in the store; one that is compressed already stays as it is. @throws OciPackError `io`, and what reading it throws */
export async function compressLayer(store: Store, layer: Layer, compression: Compression): Promise<Layer> {
  const { descriptor, diffId } = layer
  if (descriptor.digest !== diffId) return layer
  const known = layer.forms?.find(({ by }) => by === compressedBy(compression))
  if (known) return { descriptor: known.descriptor, diffId, origin: known.origin, locate: () => known.locate() }
  const { level } = compression
  const blob = await store.create()
  try {
    const hash = new Sha256()
    for await (const bytes of gzip(readExtent(await layer.locate(), descriptor.size), { level })) {
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
