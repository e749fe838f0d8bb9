import * as v from 'valibot'
import { type Digest, hexOf } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { retry } from '../core/retry.js'
import { type Descriptor, mediaTypes } from '../oci/descriptor.js'
import { check, encodeJson, parseJson } from '../oci/manifest.js'
import { readAll } from './answer.js'
import type { Endpoint } from './hosts.js'
import { acceptedManifests } from './manifests.js'
import { hostOf, type Repository, type Session } from './session.js'

/** What points at a manifest that tells of another one (OCI image-spec, image-index.md, "artifactType"). */
export interface Referrer extends Descriptor {
  readonly artifactType: string
}

/** As many bytes as a list of referrers may have. */
const maxIndex = 4 * 1024 * 1024
/** How often a list is written anew that somebody else wrote at the same time. */
const maxTurns = 5

/** What others wrote stays as it is, known here or not. */
const referrersIndex = v.looseObject({
  schemaVersion: v.literal(2),
  manifests: v.array(v.looseObject({ digest: v.string() })),
})
type ReferrersIndex = v.InferOutput<typeof referrersIndex>

/** The tag under which a registry without the API keeps the list of what refers to a manifest (OCI distribution-spec, "Referrers Tag Schema"). */
export function referrersTag(subject: Digest): string {
  return `sha256-${hexOf(subject)}`
}

/**
 * Has a manifest that was pushed found by what it refers to (OCI distribution-spec, "Pushing Manifests with Subject"): a registry with the
 * referrers API sees to that itself, for any other one it is added to the list that has the tag. A list has no lock: what another program
 * that writes it at the same time drops is added again where that is seen, and may be lost where it is not.
 * @throws OciPackError `registry`, `format` where something else has the tag, `aborted`
 */
export async function addReferrer(
  session: Session,
  repository: Repository,
  subject: Digest,
  referrer: Referrer,
  signal?: AbortSignal,
): Promise<void> {
  const endpoint = session.own(repository.host)
  const { host, repository: name } = repository
  const doing = `cannot list what refers to ${subject} in ${host}/${name} at ${hostOf(endpoint)}`
  const at: At = { session, endpoint, repository, doing, signal }
  await retry(
    async () => {
      if ((await ask(at, `referrers/${subject}`)) !== undefined) return
      const tag = referrersTag(subject)
      for (let turn = 0; turn < maxTurns; turn++) {
        const index = await indexAt(at, tag)
        if (index.manifests.some(({ digest }) => digest === referrer.digest)) return
        await put(at, tag, { ...index, manifests: [...index.manifests, referrer] })
      }
      if ((await indexAt(at, tag)).manifests.some(({ digest }) => digest === referrer.digest)) return
      throw new OciPackError('registry', `${doing}: somebody else writes ${tag} at the same time, again and again`, {
        hint: 'Try again when that is over.',
      })
    },
    session.backoff,
    signal,
  )
}

interface At {
  readonly session: Session
  /** The registry itself: a mirror may be behind it. */
  readonly endpoint: Endpoint
  readonly repository: Repository
  readonly doing: string
  readonly signal: AbortSignal | undefined
}

/** The list as it is now; an empty one where there is none. */
async function indexAt(at: At, tag: string): Promise<ReferrersIndex> {
  const bytes = await ask(at, `manifests/${tag}`)
  if (!bytes) return { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] }
  const what = `${at.repository.host}/${at.repository.repository}:${tag}`
  return check(referrersIndex, parseJson(bytes, what), what)
}

async function put({ session, endpoint, repository, doing, signal }: At, tag: string, index: object): Promise<void> {
  const answer = await session.ask(endpoint, repository, `manifests/${tag}`, {
    doing,
    method: 'PUT',
    headers: { 'content-type': mediaTypes.index },
    body: encodeJson(index),
    access: { right: 'push' },
    signal,
  })
  await answer.discard()
}

/** The body of an answer; undefined for what is not there. */
async function ask(
  { session, endpoint, repository, doing, signal }: At,
  path: string,
): Promise<Uint8Array | undefined> {
  try {
    const headers = { accept: acceptedManifests }
    return await readAll(await session.ask(endpoint, repository, path, { doing, headers, signal }), maxIndex, doing)
  } catch (error) {
    if (error instanceof OciPackError && error.code === 'not-found') return undefined
    throw error
  }
}
