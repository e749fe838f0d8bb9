import { normalizePlatform, type Platform } from '../core/platform.js'
import type { Image } from '../oci/image.js'
import { newImage } from '../oci/mutate.js'

/** The empty image that `FROM scratch` begins with: no layer, no configuration but its platform. */
export function scratch(platform: Platform): Image {
  return newImage({ config: normalizePlatform(platform), layers: [] })
}
