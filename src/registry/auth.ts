import * as v from 'valibot'
import { OciPackError } from '../core/errors.js'
import { check, parseJson } from '../oci/manifest.js'
import { readAll, refusal } from './answer.js'
import type { Credentials } from './authFile.js'
import { basicHeader } from './basic.js'
import { type Challenge, parseChallenges } from './challenge.js'
import type { Endpoint } from './hosts.js'
import type { Answer, Transport } from '../http/transport.js'

/** A token's life where the server does not say, and what is taken off for the way (Docker's token specification), in seconds. */
const defaultLife = 60
const margin = 10
const maxTokenAnswer = 1024 * 1024

const tokenAnswer = v.object({
  token: v.exactOptional(v.string()),
  access_token: v.exactOptional(v.string()),
  expires_in: v.exactOptional(v.number()),
})

export type FindCredentials = (host: string, repository: string) => Promise<Credentials | undefined>

/** Answers the challenges of registries, and remembers the Authorization header for each endpoint and repository. */
export class Authorizer {
  readonly #transport: Transport
  readonly #find: FindCredentials
  readonly #headers = new Map<string, { value: Promise<string | undefined>; until: () => number }>()

  constructor(transport: Transport, find: FindCredentials) {
    this.#transport = transport
    this.#find = find
  }

  /** The header that was made before and is still good. */
  async known(endpoint: Endpoint, repository: string): Promise<string | undefined> {
    const kept = this.#headers.get(keyOf(endpoint, repository))
    return kept && kept.until() > Date.now() ? kept.value : undefined
  }

  /**
   * The header that answers a 401, or undefined where none can be made. Callers that ask at the same time share one answer;
   * `refused` is the header that they had sent. @throws OciPackError, Transient
   */
  async answer(
    endpoint: Endpoint,
    repository: string,
    unauthorized: Answer,
    refused: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const known = await this.known(endpoint, repository)
    if (known !== undefined && known !== refused) return known
    const key = keyOf(endpoint, repository)
    let until = Infinity
    const value = this.#authorize(
      endpoint,
      repository,
      parseChallenges(unauthorized.header('www-authenticate') ?? ''),
      signal,
    ).then((made) => {
      until = made?.until ?? 0
      return made?.header
    })
    this.#headers.set(key, { value, until: () => until })
    // A failure is this caller's to tell; nobody else is to find it.
    value.catch(() => this.#headers.delete(key))
    return value
  }

  async #authorize(
    endpoint: Endpoint,
    repository: string,
    challenges: readonly Challenge[],
    signal: AbortSignal | undefined,
  ): Promise<{ header: string; until: number } | undefined> {
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    const basic = challenges.find(({ scheme }) => scheme === 'basic')
    if (!bearer && !basic) return undefined
    const credentials = await this.#find(endpoint.host, repository)
    if (credentials?.type === 'registry') return { header: `Bearer ${credentials.token}`, until: Infinity }
    if (bearer) return this.#token(endpoint, repository, bearer, credentials, signal)
    return credentials?.type === 'basic' ? { header: basicHeader(credentials), until: Infinity } : undefined
  }

  async #token(
    endpoint: Endpoint,
    repository: string,
    challenge: Challenge,
    credentials: Exclude<Credentials, { type: 'registry' }> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ header: string; until: number }> {
    const realm = challenge.parameters.get('realm') ?? ''
    const doing = `cannot get a token to pull ${repository} from ${endpoint.host}`
    if (!URL.canParse(realm))
      throw new OciPackError('registry', `${doing}: the registry names no address to get it from`)
    const url = new URL(realm)
    if (endpoint.origin.startsWith('https:') && url.protocol !== 'https:') {
      throw new OciPackError(
        'registry',
        `${doing}: the registry sends us to ${url.protocol}//${url.host}, which is without TLS`,
      )
    }
    const trust = new URL(endpoint.origin).host
    const service = challenge.parameters.get('service')
    const query = { ...(service === undefined ? {} : { service }), scope: `repository:${repository}:pull` }
    const answer =
      credentials?.type === 'identity'
        ? await this.#transport.send({
            url,
            doing,
            trust,
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams({
              grant_type: 'refresh_token',
              client_id: 'oci-pack',
              refresh_token: credentials.token,
              ...query,
            }).toString(),
            signal,
          })
        : await this.#transport.send({
            url: withQuery(url, query),
            doing,
            trust,
            authorization: credentials && basicHeader(credentials),
            signal,
          })
    if (answer.status !== 200) throw await refusal(answer, doing)
    const { token, access_token, expires_in } = check(
      tokenAnswer,
      parseJson(await readAll(answer, maxTokenAnswer, doing), doing),
      doing,
    )
    const made = token ?? access_token
    if (!made || !/^[\x21-\x7e]+$/.test(made)) throw new OciPackError('registry', `${doing}: the answer holds no token`)
    return { header: `Bearer ${made}`, until: Date.now() + Math.max(1, (expires_in ?? defaultLife) - margin) * 1000 }
  }
}

function keyOf(endpoint: Endpoint, repository: string): string {
  return `${endpoint.origin} ${repository}`
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const whole = new URL(url)
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value)
  return whole
}
