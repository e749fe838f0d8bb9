import type { Descriptor } from './descriptor.js'

/**
 * Whether a layer's bytes lie at the addresses that its descriptor names and are not to be given to others (OCI image-spec, layer.md, "Non-Distributable Layers";
 * Docker's foreign layers), as those of Windows.
 */
export function isForeign({ mediaType, urls = [] }: Descriptor): boolean {
  return urls.length > 0 && /\.(?:foreign\.diff|nondistributable\.v1)\.tar(?:$|[.+])/.test(mediaType)
}
