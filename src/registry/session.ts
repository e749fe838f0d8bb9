import { OciPackError } from '../core/errors.js'
import { type Backoff, defaultBackoff, retry } from '../core/retry.js'
import type { Peer } from '../http/peer.js'
import { type Answer, type Request, Transport } from '../http/transport.js'
import type { Reference } from '../oci/reference.js'
import { oddAnswerHint, refusal } from './answer.js'
import { type Asking, Authorizer, wantsMore } from './auth.js'
import { credentialsFor } from './credentials.js'
import { certificateFolders, certificatesIn, hostCertificates } from './certificates.js'
import { allowsPlainHttp, type Endpoint, type Mirror, nameAt, originOf } from './hosts.js'
import { type Asked, type Directory, placesOf, refuseBlocked } from './places.js'
import type { HelperSettings, RegistrySettings } from './settings/settings.js'
import type { Access } from './scope.js'

export interface RegistryOptions {
  /** The environment: credentials are found by it, and proxies. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly mirrors?: readonly Mirror[]
  /** What this host's settings say of registries, besides the mirrors that are given, and after them. */
  readonly registries?: readonly RegistrySettings[]
  /** Hosts that may be spoken to without TLS, besides this machine: `registry.lan`, `registry.lan:5000`. */
  readonly insecureHosts?: readonly string[]
  /** Hosts that speak TLS though they need not, with their port: `127.0.0.1:5000`. */
  readonly secureHosts?: readonly string[]
  /** The one file that credentials are taken from, in place of those that the environment leads to. */
  readonly authFile?: string | undefined
  /** Who keeps credentials besides files, by this host's settings. */
  readonly helpers?: HelperSettings | undefined
  /** A folder with certificates for the registries that are asked, in place of those that this host keeps for each. */
  readonly certificates?: string | undefined
  readonly backoff?: Backoff
  /** Milliseconds without a byte after which an exchange has failed. */
  readonly stallTimeout?: number
  /** Bytes that a blob may have to be sent in one go; a larger one is sent in chunks of as many. */
  readonly chunkSize?: number
}

/** Not all is lost where the line is cut, and no proxy finds a request too large. */
const defaultChunkSize = 32 * 1024 * 1024

/** A repository: a reference without what it means of it. */
export type Repository = Pick<Reference, 'host' | 'repository'>

/** What a registry is asked. */
export interface Question extends Omit<Request, 'url' | 'authorization'> {
  /** The rights that it takes; those to pull by default. */
  readonly access?: Access
  /** Statuses that are answers too, beside those of success. */
  readonly handsBack?: readonly number[]
}

const toPull: Access = { right: 'pull' }

/** Speaks to registries: knows where each is reached, shows who one is, tries again what may pass. */
export class Session {
  readonly backoff: Backoff
  /** Bytes. */
  readonly chunkSize: number
  readonly #directory: Directory
  readonly #transport: Transport
  readonly #authorizer: Authorizer
  /** The endpoint that served each registry last: it is asked first, so that a dead mirror is waited for but once. */
  readonly #serving = new Map<string, Endpoint>()
  /** The hosts of the endpoints, with their ports: to none but them are the user's certificates shown. */
  readonly #hosts = new Set<string>()

  constructor(options: RegistryOptions) {
    const { env, mirrors = [], registries = [], insecureHosts = [], secureHosts = [], authFile, helpers } = options
    this.#directory = { mirrors, registries, insecureHosts, secureHosts }
    this.backoff = options.backoff ?? defaultBackoff
    this.chunkSize = options.chunkSize ?? defaultChunkSize
    this.#transport = registryTransport(options, (host) => this.#hosts.has(host))
    this.#authorizer = new Authorizer(this.#transport, (host, repository) =>
      credentialsFor(host, repository, env, authFile, helpers),
    )
  }

  /** What each endpoint of a registry is asked in turn, until one serves. @param doing what is done, without where */
  async inTurn<Value>(
    asked: Asked,
    doing: string,
    signal: AbortSignal | undefined,
    attempt: (endpoint: Endpoint, doing: string) => Promise<Value>,
  ): Promise<Value> {
    const failures: OciPackError[] = []
    for (const endpoint of this.endpoints(asked)) {
      try {
        const value = await retry(() => attempt(endpoint, `${doing} ${hostOf(endpoint)}`), this.backoff, signal)
        this.served(asked.host, endpoint)
        return value
      } catch (error) {
        failures.push(unlessFinal(error))
      }
    }
    throw together(failures)
  }

  /** Where a repository is read from: the one that served last, its mirrors, itself. @throws OciPackError `registry` where it is blocked */
  endpoints(asked: Asked): Endpoint[] {
    const all = placesOf(asked, this.#directory)
    for (const endpoint of all) this.#hosts.add(hostOf(endpoint))
    const serving = this.#serving.get(asked.host)
    const isServing = ({ origin, prefix }: Endpoint): boolean => origin === serving?.origin && prefix === serving.prefix
    return [...all.filter(isServing), ...all.filter((endpoint) => !isServing(endpoint))]
  }

  /** Where a registry is written to: itself, never a mirror. */
  own(host: string): Endpoint {
    const { insecureHosts, secureHosts } = this.#directory
    const endpoint = { origin: originOf(host, insecureHosts, secureHosts), host, prefix: '' }
    this.#hosts.add(hostOf(endpoint))
    return endpoint
  }

  /** @throws OciPackError `registry` where this host's settings block a repository */
  refuseBlocked(repository: Repository): void {
    refuseBlocked(repository, this.#directory.registries)
  }

  /** Notes that an endpoint served a registry. */
  served(host: string, endpoint: Endpoint): void {
    this.#serving.set(host, endpoint)
  }

  /**
   * A successful answer of an endpoint, authorized if it wants that. @param path below the repository, or a whole address that the
   * registry named, which is asked with the same rights where it is the registry's own. @throws Transient, OciPackError
   */
  async ask(
    endpoint: Endpoint,
    { repository: name }: Repository,
    path: string | URL,
    question: Question,
  ): Promise<Answer> {
    const { access = toPull, handsBack = [], ...request } = question
    const repository = nameAt(endpoint, name)
    const url = path instanceof URL ? path : new URL(`${endpoint.origin}/v2/${repository}/${path}`)
    const answer =
      url.origin === endpoint.origin
        ? await this.#authorized({ ...request, url }, { endpoint, repository, access, signal: request.signal })
        : await this.#transport.send({ ...request, url })
    const { status } = answer
    if ((status >= 200 && status <= 299) || handsBack.includes(status)) return answer
    throw await refusal(answer, request.doing, access.right)
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.#transport.close()
  }

  /** The answer of an endpoint to one who shows who it is, once it is asked for that. */
  async #authorized(request: Request, asking: Asking): Promise<Answer> {
    let authorization = await this.#authorizer.known(asking)
    let answer = await this.#transport.send({ ...request, authorization })
    // The second refusal is answered where it names the rights that are missing. A challenge of whom we were redirected to is not
    // answered at all: it would name where our credentials go.
    for (let refusals = 0; answer.status === 401 && answer.origin === request.url.origin; refusals++) {
      const refused = await refusal(answer, request.doing, asking.access.right)
      if (refusals > 1 || (refusals === 1 && !wantsMore(answer))) throw refused
      const header = await this.#authorizer.answer(asking, answer, authorization)
      if (header === undefined || header === authorization) throw refused
      authorization = header
      answer = await this.#transport.send({ ...request, authorization })
    }
    return answer
  }
}

/** What speaks HTTP to registries. @param isRegistry whether a host, with its port, is one that the user means */
export function registryTransport(
  { env, insecureHosts = [], certificates, stallTimeout = 60_000 }: RegistryOptions,
  isRegistry: (host: string) => boolean,
): Transport {
  return new Transport({
    env,
    peer: registryPeer(insecureHosts),
    stallTimeout,
    certificates: async (host) => {
      if (certificates === undefined) return hostCertificates(host, certificateFolders(env))
      if (!isRegistry(host)) return undefined
      const found = await certificatesIn(certificates)
      if (found) return found
      throw new OciPackError('usage', `there is no folder ${certificates} with certificates`, {
        hint: 'Name the folder with the *.crt of the authorities: --cert-dir FOLDER.',
      })
    },
  })
}

/** A registry is spoken to by TLS, unless it is this machine or the user says otherwise. */
function registryPeer(insecureHosts: readonly string[]): Peer {
  return {
    code: 'registry',
    allowsPlainHttp: (host) => allowsPlainHttp(host, insecureHosts),
    hints: {
      noHost:
        'Check the network and the name of the registry; to pull, a mirror can be named with --registry-mirror HOST=URL.',
      refused: 'Check that the registry runs there; to pull, a mirror can be named with --registry-mirror HOST=URL.',
      noTls: 'If this registry is reached by plain HTTP, allow it with --insecure-registry HOST.',
      untrusted:
        'Put ca.crt of the authority that issued it, and for yourself client.cert and client.key, into /etc/containers/certs.d/HOST, or name their folder with --cert-dir.',
      odd: oddAnswerHint,
    },
  }
}

/** An endpoint as messages name it. */
export function hostOf({ origin }: Endpoint): string {
  return new URL(origin).host
}

/** A failure after which another endpoint may be asked. @throws the failure, if it is none of a registry */
export function unlessFinal(error: unknown): OciPackError {
  if (error instanceof OciPackError && error.code !== 'aborted') return error
  throw error
}

/** The failures of all endpoints as one, the most telling first: that something is not there, else what the registry itself said. */
export function together(failures: readonly OciPackError[]): OciPackError {
  const first = failures.findLast(({ code }) => code === 'not-found') ?? failures.at(-1)
  if (!first)
    return new OciPackError('registry', 'there is no registry to ask', {
      hint: 'oci-pack doctor tells which files name registries here.',
    })
  const messages = [first, ...failures.filter((failure) => failure !== first)].map(({ message }) => message)
  return first.retold({ message: messages.join('; ') })
}
