import { sha256 } from '../core/hash.js'
import { formatPlatform, platformOf } from '../core/platform.js'
import type { Image } from '../oci/image.js'
import type { IndexAnnotations } from '../oci/indexContent.js'
import { manifestOf } from '../oci/mutate.js'
import { familiarReference, type Reference } from '../oci/reference.js'
import type { BuildResult, BuiltPlatform } from './options.js'
import { builtContent, plainDescriptor } from './outputs/content.js'
import type { OutputResult } from './outputs/option.js'

interface Made {
  readonly images: readonly Image[]
  readonly names: readonly Reference[]
  readonly annotations?: IndexAnnotations
  readonly outputs?: readonly OutputResult[]
}

/** What a build made, as it is told. */
export function resultOf({ images, names, annotations = {}, outputs = [] }: Made): BuildResult {
  const told = images.map(builtPlatform)
  const [only, ...more] = told
  const descriptor = descriptorOf(images, annotations, outputs)
  return {
    imageId: only && more.length === 0 ? only.imageId : descriptor.digest,
    manifestDigest: descriptor.digest,
    descriptor,
    tags: names.map(familiarReference),
    size: told.reduce((sum, { size }) => sum + size, 0),
    images: told,
    outputs,
  }
}

function builtPlatform(image: Image): BuiltPlatform {
  return {
    platform: formatPlatform(platformOf(image.config)),
    imageId: sha256(image.configBytes),
    manifestDigest: manifestOf(image).digest,
    size: image.layers.reduce((sum, layer) => sum + layer.descriptor.size, 0),
  }
}

/** What was pushed, else what the first output holds that has a manifest or an index, else what there would be. */
function descriptorOf(
  images: readonly Image[],
  annotations: IndexAnnotations,
  outputs: readonly OutputResult[],
): BuildResult['descriptor'] {
  const pushed = outputs.filter(({ type }) => type === 'registry')
  const places = [...pushed, ...outputs].flatMap(({ written }) => written)
  const found = places.find(({ descriptor, platform }) => descriptor && platform === undefined)?.descriptor
  return found ?? plainDescriptor(builtContent(images, annotations))
}
