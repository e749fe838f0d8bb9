import { type Digest, isDigest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import { type Backoff, defaultBackoff, retry } from '../core/retry.js'
import type { Peer } from '../http/peer.js'
import { type Answer, type Request, Transport } from '../http/transport.js'
import { type Descriptor, mediaTypes } from '../oci/descriptor.js'
import { type Reference, formatReference } from '../oci/reference.js'
import { readAll, refusal } from './answer.js'
import { Authorizer } from './auth.js'
import { resumedBlob } from './blob.js'
import { credentialsFor } from './credentials.js'
import { allowsPlainHttp, type Endpoint, type Mirror, resolveHost } from './hosts.js'

/** As many bytes as a manifest or a configuration in a registry may have (OCI distribution-spec, "Pushing Manifests"). */
export const maxManifestSize = 4 * 1024 * 1024

export interface RegistryOptions {
  /** The environment: credentials are found by it, and proxies. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly mirrors?: readonly Mirror[]
  /** Hosts that may be spoken to without TLS, besides this machine: `registry.lan`, `registry.lan:5000`. */
  readonly insecureHosts?: readonly string[]
  readonly backoff?: Backoff
  /** Milliseconds without a byte after which an exchange has failed. */
  readonly stallTimeout?: number
}

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

/** Pulls from registries (OCI distribution-spec, "Pull"): the mirrors of each in turn, then itself. */
export class RegistryClient {
  readonly #options: RegistryOptions
  readonly #backoff: Backoff
  readonly #transport: Transport
  readonly #authorizer: Authorizer
  /** The endpoint that served each registry last: it is asked first, so that a dead mirror is waited for but once. */
  readonly #serving = new Map<string, Endpoint>()

  constructor(options: RegistryOptions) {
    const { env, insecureHosts = [], stallTimeout = 60_000 } = options
    this.#options = options
    this.#backoff = options.backoff ?? defaultBackoff
    this.#transport = new Transport({ env, peer: registryPeer(insecureHosts), stallTimeout })
    this.#authorizer = new Authorizer(this.#transport, (host, repository) => credentialsFor(host, repository, env))
  }

  /** What a reference's tag points at, without fetching it; undefined where the registry does not tell. @throws as `manifest` does */
  manifestDigest(reference: Reference, signal?: AbortSignal): Promise<Digest | undefined> {
    return this.#inTurn(reference, signal, async (endpoint, doing) => {
      const answer = await this.#ask(endpoint, reference, `manifests/${targetOf(reference)}`, {
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
    return this.#inTurn(reference, signal, async (endpoint, doing) => {
      const answer = await this.#ask(endpoint, reference, `manifests/${targetOf(reference)}`, {
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
    })
  }

  /** The bytes of a blob of a reference's repository; their digest is for the reader to check. @throws OciPackError `not-found`, `registry`, `integrity`, `aborted` */
  async *blob(reference: Reference, { digest, size }: Descriptor, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    let from = 0
    const failures: OciPackError[] = []
    for (const endpoint of this.#endpoints(reference.host)) {
      const doing = `cannot fetch the blob ${digest} of ${reference.host}/${reference.repository} from ${hostOf(endpoint)}`
      const open = (at: number): Promise<Answer> =>
        this.#ask(endpoint, reference, `blobs/${digest}`, {
          doing,
          headers: at > 0 ? { range: `bytes=${at}-` } : {},
          signal,
        })
      try {
        for await (const bytes of resumedBlob({ digest, size, from, open, doing, backoff: this.#backoff, signal })) {
          from += bytes.byteLength
          yield bytes
        }
        this.#serving.set(reference.host, endpoint)
        return
      } catch (error) {
        failures.push(unlessFinal(error))
      }
    }
    throw together(failures)
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.#transport.close()
  }

  async #inTurn<Value>(
    reference: Reference,
    signal: AbortSignal | undefined,
    attempt: (endpoint: Endpoint, doing: string) => Promise<Value>,
  ): Promise<Value> {
    const failures: OciPackError[] = []
    for (const endpoint of this.#endpoints(reference.host)) {
      const doing = `cannot fetch the manifest of ${formatReference(reference)} from ${hostOf(endpoint)}`
      try {
        const value = await retry(() => attempt(endpoint, doing), this.#backoff, signal)
        this.#serving.set(reference.host, endpoint)
        return value
      } catch (error) {
        failures.push(unlessFinal(error))
      }
    }
    throw together(failures)
  }

  #endpoints(host: string): Endpoint[] {
    const { mirrors = [], insecureHosts = [] } = this.#options
    const all = resolveHost(host, mirrors, insecureHosts)
    const serving = this.#serving.get(host)
    return serving
      ? [serving, ...all.filter((endpoint) => endpoint.origin !== serving.origin || endpoint.prefix !== serving.prefix)]
      : all
  }

  /** A successful answer of an endpoint, authorized if it wants that. @throws Transient, OciPackError */
  async #ask(endpoint: Endpoint, reference: Reference, path: string, request: Omit<Request, 'url'>): Promise<Answer> {
    const repository = `${endpoint.prefix}${reference.repository}`
    const url = new URL(`${endpoint.origin}/v2/${repository}/${path}`)
    const authorization = await this.#authorizer.known(endpoint, repository)
    let answer = await this.#transport.send({ ...request, url, authorization })
    // A challenge of whom we were redirected to is not answered: it would name where our credentials go.
    if (answer.status === 401 && answer.origin === url.origin) {
      const refused = await refusal(answer, request.doing)
      const header = await this.#authorizer.answer(endpoint, repository, answer, authorization, request.signal)
      if (header === undefined || header === authorization) throw refused
      answer = await this.#transport.send({ ...request, url, authorization: header })
    }
    if (answer.status < 200 || answer.status > 299) throw await refusal(answer, request.doing)
    return answer
  }
}

/** A registry is spoken to by TLS, unless it is this machine or the user says otherwise. */
function registryPeer(insecureHosts: readonly string[]): Peer {
  return {
    code: 'registry',
    allowsPlainHttp: (host) => allowsPlainHttp(host, insecureHosts),
    hints: {
      noHost: 'Check the name of the registry, or name a mirror with --registry-mirror HOST=URL.',
      refused: 'Check that the registry runs there, or name a mirror with --registry-mirror HOST=URL.',
      noTls: 'If this registry is reached by plain HTTP, allow it with --insecure-registry HOST.',
    },
  }
}

function targetOf({ tag, digest }: Reference): string {
  return digest ?? tag ?? 'latest'
}

function hostOf({ origin }: Endpoint): string {
  return new URL(origin).host
}

function digestHeader(answer: Answer): Digest | undefined {
  const value = answer.header('docker-content-digest') ?? ''
  return isDigest(value) ? value : undefined
}

/** A failure after which another endpoint may be asked. @throws the failure, if it is none of a registry */
function unlessFinal(error: unknown): OciPackError {
  if (error instanceof OciPackError && error.code !== 'aborted') return error
  throw error
}

/** The failures of all endpoints as one, the most telling first: that something is not there, else what the registry itself said. */
function together(failures: readonly OciPackError[]): OciPackError {
  const first = failures.findLast(({ code }) => code === 'not-found') ?? failures.at(-1)
  if (!first) return new OciPackError('registry', 'there is no registry to ask')
  const messages = [first, ...failures.filter((failure) => failure !== first)].map(({ message }) => message)
  return new OciPackError(first.code, messages.join('; '), { hint: first.hint, cause: first.cause })
}
