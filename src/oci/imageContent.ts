import { readExtent } from '../core/host/readExtent.js'
import type { Blob, ImageContent } from './content.js'
import type { Image, Layer } from './image.js'
import { manifestOf } from './mutate.js'
import { isEmpty, sorted } from './ordered.js'

/** An image that has no manifest of its own as what its name stands for: the OCI manifest that we write, and its blobs. */
export function imageContent(image: Image): ImageContent {
  const { manifest, bytes, digest } = manifestOf(image)
  const { configBytes, layers, annotations } = image
  const descriptor = { mediaType: manifest.mediaType, digest, size: bytes.byteLength }
  return {
    kind: 'image',
    descriptor:
      annotations && !isEmpty(annotations.descriptor)
        ? { ...descriptor, annotations: sorted(annotations.descriptor) }
        : descriptor,
    bytes,
    manifest,
    blobs: [
      bytesBlob(manifest.config, configBytes),
      ...layers.flatMap((layer, i) => {
        const descriptor = manifest.layers[i]
        return descriptor ? [layerBlob(descriptor, layer)] : []
      }),
    ],
  }
}

/** A blob whose bytes are at hand. */
export function bytesBlob(descriptor: Blob['descriptor'], bytes: Uint8Array): Blob {
  return {
    descriptor,
    async *open(from = 0) {
      yield bytes.subarray(from)
    },
  }
}

/** A layer's stored bytes under the descriptor that a manifest gives them. */
export function layerBlob(descriptor: Blob['descriptor'], layer: Layer): Blob {
  return {
    descriptor,
    origin: layer.origin,
    locate: () => layer.locate(),
    async *open(from = 0) {
      const { path, offset } = await layer.locate()
      yield* readExtent({ path, offset: offset + from }, descriptor.size - from)
    },
  }
}
