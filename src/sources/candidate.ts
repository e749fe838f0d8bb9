import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { inTurn } from '../core/inTurn.js'
import { listed } from '../core/listed.js'
import { defaultPlatform, type Platform, platformOf, samePlatform } from '../core/platform.js'
import type { Image } from '../oci/image.js'
import { formatReference, parseReference, withDefaultTag } from '../oci/reference.js'
import { bestPlatform, noSuchPlatform } from '../oci/selectPlatform.js'

/** An image that an archive or a layout holds; its documents are read when it is opened. */
export interface Candidate {
  /** What tells it from the others: its manifest's digest, or its configuration's. */
  readonly digest: Digest
  /** Its manifest's, where it is written there. */
  readonly manifestDigest?: Digest
  /** References as they are written there: `busybox:latest`, `docker.io/library/busybox:latest`. A layout may have a mere tag instead. */
  readonly names: readonly string[]
  /** The tags by which a layout's index tells its images apart, besides their names. */
  readonly tags?: readonly string[]
  /** Undefined where only the configuration tells. */
  readonly platform?: Platform
  /** @throws OciPackError `format`, `integrity`, `unsupported`, `io` */
  open(): Promise<Image>
}

/** Which image is wanted. */
export interface Choice {
  /** A reference, or the tag that a layout gives; needed only where there are several images. */
  readonly name?: string
  /** Where it is not said: the only image's, else the default platform. */
  readonly platform?: Platform
  /** Which of several is taken where `platform` does not say; the default platform's unless said. An only one is taken whatever it is for. */
  readonly preferred?: Platform
}

/** What to do about an archive or a layout without images. */
export const emptyPlace = 'It is empty: make it anew, or name another one.'

/** The one candidate that a choice means; `what` names the archive in errors. @throws OciPackError `not-found` */
export async function choose(
  candidates: readonly Candidate[],
  { name, platform, preferred = defaultPlatform }: Choice,
  what: string,
): Promise<Candidate> {
  const named = name === undefined ? candidates : candidates.filter((candidate) => isNamed(candidate, name))
  const [only] = named
  if (!only) {
    throw new OciPackError(
      'not-found',
      name === undefined ? `${what} holds no image` : `${what} holds no image ${name}`,
      {
        hint: candidates.length === 0 ? emptyPlace : `It holds: ${namesOf(candidates)}.`,
      },
    )
  }
  if (named.length === 1 && !platform) return only
  const known = await inTurn(named, withPlatform)
  const wanted = platform ?? preferred
  const best = bestPlatform(known, wanted)
  if (!best) throw noSuchPlatform(known, wanted, what)
  const rivals = known.filter((candidate) => samePlatform(candidate.platform, best.platform))
  if (rivals.length > 1) {
    throw new OciPackError('not-found', `${what} holds several images`, {
      hint: `Name one of them: ${namesOf(rivals)}.`,
    })
  }
  return best
}

async function withPlatform(candidate: Candidate): Promise<Candidate & { readonly platform: Platform }> {
  if (candidate.platform) return { ...candidate, platform: candidate.platform }
  return { ...candidate, platform: platformOf((await candidate.open()).config) }
}

/** Whether something is called by a name: a reference, complete or familiar, or a tag. */
export function isNamed({ names, tags = [] }: Pick<Candidate, 'names' | 'tags'>, wanted: string): boolean {
  const complete = completeName(wanted)
  return tags.includes(wanted) || names.some((name) => name === wanted || completeName(name) === complete)
}

function completeName(name: string): string {
  try {
    return formatReference(withDefaultTag(parseReference(name)))
  } catch {
    return name
  }
}

/** As many as are named of many. */
const mostNamed = 20

/** What the images of a place are called there, for messages. */
export function namesOf(candidates: readonly Pick<Candidate, 'names' | 'digest'>[]): string {
  return listed(
    candidates.map(({ names, digest }) => names[0] ?? digest),
    mostNamed,
  )
}
