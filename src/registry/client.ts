import { type Digest, isDigest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import { retry } from '../core/retry.js'
import type { Answer } from '../http/transport.js'
import type { Blob } from '../oci/content.js'
import { type Descriptor, mediaTypes } from '../oci/descriptor.js'
import { type Reference, formatReference } from '../oci/reference.js'
import { readAll } from './answer.js'
import { resumedBlob } from './blob.js'
import { onceMoreIfWrong } from './onceMore.js'
import { pushBlob, type PushedBlob, type PushOptions } from './push/pushBlob.js'
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

const acceptedManifests = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerManifestList,
  mediaTypes.dockerManifest,
].join(', ')

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
   * The bytes of a blob of a reference's repository, from a byte on; their digest is for the reader to check.
   * @param again whether what came before was wrong: the registry itself is asked before its mirrors then
   * @throws OciPackError `not-found`, `registry`, `integrity`, `aborted`
   */
  async *blob(
    reference: Repository,
    { digest, size }: Descriptor,
    signal?: AbortSignal,
    from = 0,
    again = false,
  ): AsyncGenerator<Uint8Array> {
    const session = this.#session
    const failures: OciPackError[] = []
    const usual = session.endpoints(reference.host)
    const own = session.own(reference.host)
    for (const endpoint of again ? [own, ...usual.filter(({ origin }) => origin !== own.origin)] : usual) {
      const doing = `cannot fetch the blob ${digest} of ${reference.host}/${reference.repository} from ${hostOf(endpoint)}`
      const open = (at: number): Promise<Answer> =>
        session.ask(endpoint, reference, `blobs/${digest}`, {
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
        session.served(reference.host, endpoint)
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

  /**
   * Gives a manifest or an index to a repository, under the reference's tag or, where it has none, under its digest. All that it points
   * at must be there. @throws OciPackError `registry`, `integrity` where the registry says that it has another digest, `aborted`
   */
  async pushManifest(
    reference: Reference,
    { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array },
    signal?: AbortSignal,
  ): Promise<void> {
    const digest = sha256(bytes)
    const endpoint = this.#session.own(reference.host)
    const doing = `cannot push the manifest of ${formatReference(reference)} to ${hostOf(endpoint)}`
    await retry(
      async () => {
        const answer = await this.#session.ask(endpoint, reference, `manifests/${reference.tag ?? digest}`, {
          doing,
          method: 'PUT',
          headers: { 'content-type': mediaType },
          body: bytes,
          signal,
        })
        await answer.discard()
        const found = digestHeader(answer)
        if (found !== undefined && found !== digest)
          throw new OciPackError('integrity', `${doing}: the registry gave it the digest ${found} instead of ${digest}`)
      },
      this.#session.backoff,
      signal,
    )
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

function targetOf({ tag, digest }: Reference): string {
  return digest ?? tag ?? 'latest'
}

function digestHeader(answer: Answer): Digest | undefined {
  const value = answer.header('docker-content-digest') ?? ''
  return isDigest(value) ? value : undefined
}
