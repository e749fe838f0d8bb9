import type { Emit } from '../core/events.js'
import { OciPackError } from '../core/errors.js'
import { formatPlatform, parsePlatform, type Platform, samePlatform } from '../core/platform.js'
import type { Annotations } from '../oci/image.js'
import type { IndexAnnotations } from '../oci/indexContent.js'
import type { WantedPlatform } from './platforms.js'

/** What is said of what a build makes, by name: of every image's manifest and of the index's entry for it, unless a platform is named. */
export interface BuildAnnotations extends Annotations {
  /** Of the image for one platform, by `os/architecture[/variant]`. */
  readonly platforms?: Readonly<Record<string, Annotations>>
  /** Of the index of several images. */
  readonly index?: Readonly<Record<string, string>>
  /** Of what points at that index. */
  readonly indexDescriptor?: Readonly<Record<string, string>>
}

const none: Annotations = { manifest: {}, descriptor: {} }

/** What is said of one platform's image. */
export function annotationsFor(platform: Platform, given: BuildAnnotations = none): Annotations {
  const own = Object.entries(given.platforms ?? {}).filter(([name]) => samePlatform(parsePlatform(name), platform))
  const all = [given, ...own.map(([, annotations]) => annotations)]
  const both = (of: keyof Annotations): Record<string, string> =>
    Object.fromEntries(all.flatMap((annotations) => Object.entries(annotations[of])))
  return { manifest: both('manifest'), descriptor: both('descriptor') }
}

/** What is said of the index. */
export function indexAnnotations({ index, indexDescriptor }: BuildAnnotations = none): IndexAnnotations {
  return { index, descriptor: indexDescriptor }
}

/** Warns of what is said of platforms that are not built for. @throws OciPackError `usage` for what is said of an index where there is none */
export function checkAnnotations(
  { index, indexDescriptor, platforms = {} }: BuildAnnotations = none,
  wanted: readonly WantedPlatform[],
  emit: Emit,
): void {
  if (wanted.length === 1 && (index ?? indexDescriptor)) {
    throw new OciPackError('usage', 'an image for one platform has no index that could be annotated', {
      hint: 'Annotate its manifest, or build for several platforms: --platform linux/amd64,linux/arm64.',
    })
  }
  for (const name of Object.keys(platforms)) {
    const parsed = parsePlatform(name)
    if (wanted.some(({ platform }) => samePlatform(platform, parsed))) continue
    emit({
      type: 'warning',
      message: `nothing is built for ${formatPlatform(parsed)}, so its annotations are not used`,
    })
  }
}
