import * as v from 'valibot'
import type { Answer, Transport } from '../http/transport.js'
import { check, parseJson } from '../oci/manifest.js'
import { oddAnswer, readAll, refusal } from './answer.js'
import type { Credentials } from './authFile.js'
import { basicHeader } from './basic.js'
import type { Challenge } from './challenge.js'
import type { Endpoint } from './hosts.js'
import type { Right } from './scope.js'

/** A token's life where the server does not say, and what is taken off for the way (Docker's token specification), in seconds. */
const defaultLife = 60
const margin = 10
export const maxTokenAnswer = 1024 * 1024

export const tokenAnswer = v.object({
  token: v.exactOptional(v.string()),
  access_token: v.exactOptional(v.string()),
  expires_in: v.exactOptional(v.number()),
  refresh_token: v.exactOptional(v.string()),
})

export interface TokenRequest {
  readonly endpoint: Endpoint
  /** What the registry said of where tokens are to be had. */
  readonly challenge: Challenge
  readonly credentials: Exclude<Credentials, { type: 'registry' }> | undefined
  readonly scopes: readonly string[]
  /** What the token is for, and what is being done, for errors. */
  readonly right: Right
  readonly doing: string
  readonly signal: AbortSignal | undefined
}

/**
 * A token of the server that a registry sends us to, and until when it is good, in milliseconds since 1970 (Docker's token and OAuth2
 * specifications). @throws OciPackError `registry`, `not-found`, `format`, `aborted`; Transient
 */
export async function fetchToken(
  transport: Transport,
  request: TokenRequest,
): Promise<{ token: string; until: number }> {
  const { doing, right } = request
  const answer = await ask(transport, realmOf(request), request)
  if (answer.status !== 200) throw await refusal(answer, doing, right)
  const parsed = check(tokenAnswer, parseJson(await readAll(answer, maxTokenAnswer, doing), doing), doing)
  const token = parsed.token ?? parsed.access_token
  if (!token || !/^[\x21-\x7e]+$/.test(token)) throw oddAnswer(`${doing}: the answer holds no token`)
  const life = Math.max(1, (parsed.expires_in ?? defaultLife) - margin)
  return { token, until: Date.now() + life * 1000 }
}

/** Where the registry says that tokens are to be had. */
function realmOf({ endpoint, challenge, doing }: TokenRequest): URL {
  const realm = challenge.parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) throw oddAnswer(`${doing}: the registry names no address to get it from`)
  const url = new URL(realm)
  if (!endpoint.origin.startsWith('https:') || url.protocol === 'https:') return url
  throw oddAnswer(`${doing}: the registry sends us to ${url.protocol}//${url.host}, which is without TLS`)
}

function ask(
  transport: Transport,
  url: URL,
  { endpoint, challenge, credentials, scopes, doing, signal }: TokenRequest,
): Promise<Answer> {
  const service = challenge.parameters.get('service')
  const trust = new URL(endpoint.origin).host
  if (credentials?.type === 'identity') {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'oci-pack',
      refresh_token: credentials.token,
      ...(service === undefined ? {} : { service }),
      scope: scopes.join(' '),
    })
    return transport.send({
      url,
      doing,
      trust,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      signal,
    })
  }
  const whole = new URL(url)
  if (service !== undefined) whole.searchParams.set('service', service)
  for (const scope of scopes) whole.searchParams.append('scope', scope)
  return transport.send({ url: whole, doing, trust, authorization: credentials && basicHeader(credentials), signal })
}
