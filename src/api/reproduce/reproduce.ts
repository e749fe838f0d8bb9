import { existsSync } from 'node:fs'
import { OciPackError } from '../../core/errors.js'
import { formatPlatform, platformOf } from '../../core/platform.js'
import type { ReproductionReport } from '../../reproduce/report.js'
import { withBuiltImages } from '../build.js'
import { type FoundImage, withImage } from '../images/withImage.js'
import type { BuildOptions } from '../options.js'
import { onePlatform } from '../platforms.js'
import { errorsOfImage } from '../verify/verifyImage.js'
import { unknownConditions } from './conditions.js'
import { Pins } from './pins.js'
import { layerTools, reportOf } from './reportOf.js'

/** What is nothing to a build that is only compared. */
type OfResults =
  'tags' | 'outputs' | 'attest' | 'verifyReproducible' | 'noCache' | 'noCacheFilter' | 'cacheTo' | 'cacheFrom'

/** What `oci-pack reproduce` takes: an image, and what a build takes to make the same. */
export interface ReproduceOptions extends Omit<BuildOptions, OfResults> {
  /** An archive, an OCI layout, a Task's bundle, or a reference to an image of a registry. */
  readonly image: string
  /** Which image of an archive, where there are several. */
  readonly name?: string | undefined
}

/**
 * Builds what an image is said to have been built from, and compares: each RUN is executed, on what the image has below it as far as that is the same, and
 * nothing of it is remembered. @throws OciPackError `integrity` for an image that is not what it says, and as the build
 */
export async function reproduce(options: ReproduceOptions): Promise<ReproductionReport> {
  const { image: place, name, platform, ...given } = options
  const chosen = { ...(name !== undefined && { name }), ...(platform !== undefined && { platform }) }
  return withImage(place, { ...given, ...chosen }, async (found) => {
    const { image } = found
    await refuseUnsound(found, options.signal)
    const own = formatPlatform(platformOf(image.config))
    const asked = platform ?? (own === formatPlatform(onePlatform({}, 'an image').platform) ? undefined : own)
    const pins = new Pins(image)
    return withBuiltImages(
      { ...given, ...nothingWritten(place), platform: asked, noCache: true },
      async ({ images: [built], ...tools }) => {
        if (!built) throw new Error('no image was built')
        return reportOf(pins.pairs(built), [{ first: image, second: built }], layerTools(tools), unknownConditions)
      },
      () => ({ made: pins.made, isTrial: true }),
    )
  })
}

/** Where the image lies in the folder that it is built from, it is no more of the context than it was when it was written. */
function nothingWritten(place: string): Pick<BuildOptions, OfResults> {
  const outputs = existsSync(place) ? [{ type: 'docker', dest: place } as const] : []
  return { tags: [], outputs, attest: undefined, noCacheFilter: [], cacheFrom: [], cacheTo: [] }
}

/** What is compared by digests has to be what they say. @throws OciPackError `integrity` */
async function refuseUnsound(found: FoundImage, signal: AbortSignal | undefined): Promise<void> {
  const [problem] = await errorsOfImage(found, signal)
  if (!problem) return
  throw new OciPackError('integrity', `${problem.place.file}: ${problem.message}`, {
    hint: 'See what else is wrong with it: oci-pack verify.',
  })
}
