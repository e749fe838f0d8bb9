import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { retry, Transient } from '../../core/retry.js'
import { formatReference, type Reference } from '../../oci/reference.js'
import { refusal } from '../answer.js'
import { acceptedManifests, digestHeader, targetOf } from '../manifests.js'
import type { Session } from '../session.js'
import { Target } from './target.js'

/** A manifest or an index as it is written. */
export interface Document {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** Statuses by which a registry says that it does not like a manifest. */
const disliked = [400, 415]

/** As `RegistryClient.pushManifest` (OCI distribution-spec, "Pushing Manifests"). */
export async function pushManifest(
  session: Session,
  reference: Reference,
  { mediaType, bytes }: Document,
  signal?: AbortSignal,
): Promise<void> {
  const digest = sha256(bytes)
  const doing = `cannot push the manifest of ${formatReference(reference)} to`
  const target = new Target(session, reference, doing, signal)
  await retry(
    async () => {
      const answer = await target.ask(`manifests/${reference.tag ?? digest}`, {
        method: 'PUT',
        headers: { 'content-type': mediaType },
        body: bytes,
        handsBack: disliked,
      })
      if (disliked.includes(answer.status)) throw withHint(await refusal(answer, target.doing, 'push'), mediaType)
      await answer.discard()
      const found = digestHeader(answer) ?? digest
      if (found === digest) return
      // What was spoilt on its way has the tag now: the right one takes its place.
      const message = `${target.doing}: the registry gave it the digest ${found} instead of ${digest}`
      throw new Transient(new OciPackError('integrity', message))
    },
    session.backoff,
    signal,
  )
}

/** As `RegistryClient.pushedDigest`. */
export async function pushedDigest(
  session: Session,
  reference: Reference,
  signal?: AbortSignal,
): Promise<Digest | undefined> {
  const target = new Target(session, reference, `cannot ask what ${formatReference(reference)} is at`, signal)
  return retry(
    async () => {
      const answer = await target.ask(`manifests/${targetOf(reference)}`, {
        method: 'HEAD',
        headers: { accept: acceptedManifests },
        handsBack: [404],
      })
      await answer.discard()
      return answer.status === 404 ? undefined : (digestHeader(answer) ?? reference.digest)
    },
    session.backoff,
    signal,
  )
}

function withHint(failure: Error, mediaType: string): Error {
  if (!(failure instanceof OciPackError) || !mediaType.startsWith('application/vnd.oci.')) return failure
  return new OciPackError(failure.code, failure.message, {
    hint: `The registry may be too old for the type ${mediaType}: Distribution takes it from version 2.7 on.`,
    cause: failure.cause,
  })
}
