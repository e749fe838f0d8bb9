import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import type { Answer } from '../http/transport.js'
import type { Blob } from '../oci/content.js'
import type { Descriptor } from '../oci/descriptor.js'
import { type Reference, formatReference } from '../oci/reference.js'
import { addressesOf } from './addresses.js'
import { readAll } from './answer.js'
import { resumedBlob } from './blob.js'
import { acceptedManifests, digestHeader, targetOf } from './manifests.js'
import { onceMoreIfWrong } from './onceMore.js'
import { pushBlob, type PushedBlob, type PushOptions } from './push/pushBlob.js'
import { type Document, pushedDigest, pushManifest } from './push/pushManifest.js'
import { Target } from './push/target.js'
import { UploadAhead } from './push/uploadAhead.js'
import { addReferrer, type Referrer } from './referrers.js'
import { type RegistryOptions, type Repository, hostOf, Session, together, unlessFinal } from './session.js'
import { tagsOf } from './tags.js'

export type { RegistryOptions } from './session.js'

/** As many bytes as a manifest or a configuration in a registry may have (OCI distribution-spec, "Pushing Manifests"). */
export const maxManifestSize = 4 * 1024 * 1024

/** A manifest or an index as a registry has it. */
export interface RawManifest {
  readonly bytes: Uint8Array
  readonly digest: Digest
}

/**
 * Pulls from registries, the mirrors of each in turn, then itself; pushes to them, and to no mirror (OCI distribution-spec, "Pull", "Push",
 * "Content Discovery").
 */
export class RegistryClient {
  readonly #session: Session

  constructor(options: RegistryOptions) {
    this.#session = new Session(options)
  }

  /** What a reference's tag points at, without fetching it; undefined where the registry does not tell. @throws as `manifest` does */
  manifestDigest(reference: Reference, signal?: AbortSignal): Promise<Digest | undefined> {
    return this.#session.inTurn(reference, fetching(reference), signal, async (endpoint, doing) => {
      const answer = await this.#session.ask(endpoint, reference, `manifests/${targetOf(reference)}`, {
        doing,
        method: 'HEAD',
        headers: { accept: acceptedManifests },
        signal,
      })
      await answer.discard()
      return digestHeader(answer)
    })
  }

  /**
   * The manifest or index that a reference names, by its digest if it has one, checked against it and against what the registry says.
   * @throws OciPackError `not-found`, `registry`, `integrity`, `aborted`
   */
  manifest(reference: Reference, signal?: AbortSignal): Promise<RawManifest> {
    return this.#session.inTurn(reference, fetching(reference), signal, (endpoint, doing) =>
      onceMoreIfWrong(async () => {
        const answer = await this.#session.ask(endpoint, reference, `manifests/${targetOf(reference)}`, {
          doing,
          headers: { accept: acceptedManifests },
          signal,
        })
        const bytes = await readAll(answer, maxManifestSize, doing)
        const digest = sha256(bytes)
        const expected = reference.digest ?? digestHeader(answer) ?? digest
        if (digest !== expected)
          throw new OciPackError('integrity', `${doing}: expected the digest ${expected}, found ${digest}`)
        return { bytes, digest }
      }),
    )
  }

  /**
   * The bytes of a blob of a reference's repository, from a byte on, or of where its descriptor says that they are too; their digest is for the reader to check.
   * @param again whether what came before was wrong: the registry itself is asked before its mirrors then
   * @throws OciPackError `not-found`, `registry`, `integrity`, `aborted`
   */
  async *blob(
    reference: Repository,
    descriptor: Descriptor,
    signal?: AbortSignal,
    from = 0,
    again = false,
  ): AsyncGenerator<Uint8Array> {
    const { digest, size } = descriptor
    const session = this.#session
    const failures: OciPackError[] = []
    const usual = session.endpoints({ ...reference, digest })
    const own = session.own(reference.host)
    const endpoints = again ? [own, ...usual.filter(({ origin }) => origin !== own.origin)] : usual
    const path = `blobs/${digest}`
    const places = [
      ...endpoints.map((endpoint) => ({ endpoint, path, where: hostOf(endpoint) })),
      ...addressesOf(descriptor, own).map((url) => ({ endpoint: own, path: url, where: url.host })),
    ]
    for (const { endpoint, path, where } of places) {
      const doing = `cannot fetch the blob ${digest} of ${reference.host}/${reference.repository} from ${where}`
      const open = (at: number): Promise<Answer> =>
        session.ask(endpoint, reference, path, {
          doing,
          headers: at > 0 ? { range: `bytes=${at}-` } : {},
          signal,
        })
      const { backoff } = session
      try {
        for await (const bytes of resumedBlob({ digest, size, from, open, doing, backoff, signal })) {
          from += bytes.byteLength
          yield bytes
        }
        if (typeof path === 'string') session.served(reference.host, endpoint)
        return
      } catch (error) {
        failures.push(unlessFinal(error))
      }
    }
    throw together(failures)
  }

  /** Brings a blob into a repository, unless it is there. @throws OciPackError `registry`, `integrity`, `aborted`, and what reading it throws */
  pushBlob(repository: Repository, blob: Blob, options: PushOptions = {}): Promise<PushedBlob> {
    return pushBlob(this.#session, repository, blob, options)
  }

  /** Begins to send a blob that is only being made to a repository, to which it is pushed once it is. @throws OciPackError `registry` where it is blocked */
  uploadAhead(repository: Repository, signal?: AbortSignal): UploadAhead {
    const doing = `cannot push a blob to ${repository.host}/${repository.repository} at`
    return new UploadAhead(new Target(this.#session, repository, doing, signal))
  }

  /**
   * What a reference means in the registry itself, where things are pushed to: undefined where it means nothing, or where the registry does
   * not tell. @throws OciPackError `registry`, `aborted`
   */
  pushedDigest(reference: Reference, signal?: AbortSignal): Promise<Digest | undefined> {
    return pushedDigest(this.#session, reference, signal)
  }

  /**
   * Gives a manifest or an index to a repository, under the reference's tag or, where it has none, under its digest. All that it points
   * at must be there. @throws OciPackError `registry`, `not-found`, `integrity` where the registry says that it has another digest, `aborted`
   */
  pushManifest(reference: Reference, document: Document, signal?: AbortSignal): Promise<void> {
    return pushManifest(this.#session, reference, document, signal)
  }

  /** Has a manifest that was pushed found by the one that it tells of. @throws OciPackError `registry`, `format`, `aborted` */
  addReferrer(repository: Repository, subject: Digest, referrer: Referrer, signal?: AbortSignal): Promise<void> {
    return addReferrer(this.#session, repository, subject, referrer, signal)
  }

  /** The tags of a repository, as the registry orders them. @throws OciPackError `not-found`, `registry`, `aborted` */
  tags(repository: Repository, signal?: AbortSignal): Promise<string[]> {
    return tagsOf(this.#session, repository, signal)
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.#session.close()
  }
}

function fetching(reference: Reference): string {
  return `cannot fetch the manifest of ${formatReference(reference)} from`
}
