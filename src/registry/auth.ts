import type { Answer, Transport } from '../http/transport.js'
import type { Credentials } from './authFile.js'
import { basicHeader } from './basic.js'
import { type Challenge, parseChallenges } from './challenge.js'
import type { Endpoint } from './hosts.js'
import { type Access, scopesOf } from './scope.js'
import { fetchToken } from './token.js'

export type FindCredentials = (host: string, repository: string) => Promise<Credentials | undefined>

/** An Authorization header, and until when it is good, in milliseconds since 1970. */
interface Header {
  readonly value: Promise<string | undefined>
  readonly until: () => number
}

/** Who asks, where, for what. */
export interface Asking {
  readonly endpoint: Endpoint
  /** As the endpoint names it. */
  readonly repository: string
  readonly access: Access
  readonly signal: AbortSignal | undefined
}

/** Answers the challenges of registries, and remembers the Authorization header for each endpoint and scope. */
export class Authorizer {
  readonly #transport: Transport
  readonly #find: FindCredentials
  readonly #headers = new Map<string, Header>()
  /** What each repository of an endpoint asked for last: whoever has to ask it again need not be refused first. */
  readonly #challenges = new Map<string, readonly Challenge[]>()

  constructor(transport: Transport, find: FindCredentials) {
    this.#transport = transport
    this.#find = find
  }

  /**
   * The header that will do, as far as is known: one that was made before, or a new one where that is over or is for less. So a large
   * body is not sent in vain. @throws as `answer`
   */
  async known(asking: Asking): Promise<string | undefined> {
    const kept = this.#kept(asking)
    if (kept) return kept.value
    const challenges = this.#challenges.get(repositoryKey(asking))
    return challenges && this.#make(asking, challenges, scopesOf(asking.repository, asking.access))
  }

  /**
   * The header that answers a 401, or undefined where none can be made. Callers that ask at the same time share one answer;
   * `refused` is the header that they had sent. @throws OciPackError, Transient
   */
  async answer(asking: Asking, unauthorized: Answer, refused: string | undefined): Promise<string | undefined> {
    const known = await this.#kept(asking)?.value
    if (known !== undefined && known !== refused) return known
    const challenges = parseChallenges(unauthorized.header('www-authenticate') ?? '')
    this.#challenges.set(repositoryKey(asking), challenges)
    return this.#make(asking, challenges, [
      ...new Set([...scopesOf(asking.repository, asking.access), ...missingScopes(challenges)]),
    ])
  }

  #kept(asking: Asking): Header | undefined {
    const kept = this.#headers.get(keyOf(asking))
    return kept && kept.until() > Date.now() ? kept : undefined
  }

  async #make(
    asking: Asking,
    challenges: readonly Challenge[],
    scopes: readonly string[],
  ): Promise<string | undefined> {
    const key = keyOf(asking)
    let until = Infinity
    const value = this.#authorize(asking, challenges, scopes).then((made) => {
      until = made?.until ?? 0
      return made?.header
    })
    this.#headers.set(key, { value, until: () => until })
    // A failure is this caller's to tell; nobody else is to find it.
    value.catch(() => this.#headers.delete(key))
    return value
  }

  async #authorize(
    { endpoint, repository, access, signal }: Asking,
    challenges: readonly Challenge[],
    scopes: readonly string[],
  ): Promise<{ header: string; until: number } | undefined> {
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    const basic = challenges.find(({ scheme }) => scheme === 'basic')
    if (!bearer && !basic) return undefined
    const credentials = await this.#find(endpoint.host, repository)
    if (credentials?.type === 'registry') return { header: `Bearer ${credentials.token}`, until: Infinity }
    if (bearer) {
      const doing = `cannot get a token to ${access.right} ${repository} ${access.right === 'push' ? 'to' : 'from'} ${endpoint.host}`
      const request = { endpoint, challenge: bearer, credentials, scopes, right: access.right, doing, signal }
      const { token, until } = await fetchToken(this.#transport, request)
      return { header: `Bearer ${token}`, until }
    }
    return credentials?.type === 'basic' ? { header: basicHeader(credentials), until: Infinity } : undefined
  }
}

/** Whether a refusal says that more rights are wanted than a token gives (RFC 6750, section 3.1). */
export function wantsMore(unauthorized: Answer): boolean {
  return missingScopes(parseChallenges(unauthorized.header('www-authenticate') ?? '')).length > 0
}

/** The scopes that a registry names where those of a token do not suffice. Of what it names at first, before a token, we know more than it. */
function missingScopes(challenges: readonly Challenge[]): string[] {
  return challenges
    .filter(({ scheme, parameters }) => scheme === 'bearer' && parameters.get('error') === 'insufficient_scope')
    .flatMap(({ parameters }) => (parameters.get('scope') ?? '').split(' '))
    .filter((scope) => scope !== '')
}

function repositoryKey({ endpoint, repository }: Asking): string {
  return `${endpoint.origin} ${repository}`
}

function keyOf({ endpoint, repository, access }: Asking): string {
  return [endpoint.origin, ...scopesOf(repository, access)].join(' ')
}
