import type { Digest } from '../core/digest.js'
import { sha256 } from '../core/hash.js'
import { formatPlatform, platformOf } from '../core/platform.js'
import type { Image } from '../oci/image.js'
import type { IndexAnnotations } from '../oci/indexContent.js'
import { familiarReference, type Reference } from '../oci/reference.js'
import type { ReproductionReport } from '../reproduce/report.js'
import type { BuildResult, BuiltPlatform } from './options.js'
import { builtContent, type ToldContent, toldOf } from './outputs/content.js'
import type { OutputResult } from './outputs/option.js'

interface Made {
  readonly images: readonly Image[]
  readonly names: readonly Reference[]
  readonly annotations?: IndexAnnotations
  readonly outputs?: readonly OutputResult[]
  readonly reproduction?: ReproductionReport
}

/** What a build made, as it is told. */
export function resultOf({ images, names, annotations = {}, outputs = [], reproduction }: Made): BuildResult {
  const { descriptor, manifests = [] } = tellingPlace(outputs) ?? toldOf(builtContent(images, annotations))
  const told = images.map((image, i) => builtPlatform(image, (manifests[i] ?? descriptor).digest))
  const [only, ...more] = told
  return {
    imageId: only && more.length === 0 ? only.imageId : descriptor.digest,
    manifestDigest: descriptor.digest,
    descriptor,
    tags: names.map(familiarReference),
    size: told.reduce((sum, { size }) => sum + size, 0),
    images: told,
    outputs,
    ...(reproduction && { reproduction }),
  }
}

function builtPlatform(image: Image, manifestDigest: Digest): BuiltPlatform {
  return {
    platform: formatPlatform(platformOf(image.config)),
    imageId: sha256(image.configBytes),
    manifestDigest,
    size: image.layers.reduce((sum, layer) => sum + layer.descriptor.size, 0),
  }
}

/** The manifest or index by which the build is told: what was pushed, else what the first output holds that has one for all images. */
function tellingPlace(outputs: readonly OutputResult[]): ToldContent | undefined {
  const pushed = outputs.filter(({ type }) => type === 'registry')
  const places = [...pushed, ...outputs].flatMap(({ written }) => written)
  for (const { descriptor, manifests, platform } of places)
    if (descriptor && platform === undefined) return { descriptor, ...(manifests && { manifests }) }
  return undefined
}
