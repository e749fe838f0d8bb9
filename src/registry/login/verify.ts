import { OciPackError } from '../../core/errors.js'
import type { Answer, Transport } from '../../http/transport.js'
import { check, parseJson } from '../../oci/manifest.js'
import { oddAnswer, readAll, refusal } from '../answer.js'
import { basicHeader } from '../basic.js'
import { type Challenge, parseChallenges } from '../challenge.js'
import { maxTokenAnswer, tokenAnswer } from '../token.js'

/** What one logs in by. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** Where to log in. */
interface Target {
  readonly transport: Transport
  /** The registry as a person names it. */
  readonly host: string
  readonly origin: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Shows a name and a password to a registry, as `docker login` does (OCI distribution-spec, "Determining Support"; Docker's token specification): whether it wants any, and the
 * token that its authorization server gives to be kept in place of the password, if it does.
 * @throws OciPackError `registry` where they are refused, `not-found` where there is no registry, `format`, `aborted`; Transient
 */
export async function verifyLogin(
  target: Target,
  login: Login,
): Promise<{ wanted: boolean; token?: string | undefined }> {
  const { transport, origin, host, signal } = target
  const url = new URL(`${origin}/v2/`)
  const doing = `cannot log in to ${host}`
  const first = await transport.send({ url, doing, signal })
  await first.discard()
  if (isGood(first)) return { wanted: false }
  if (first.status !== 401 || first.origin !== url.origin) throw await notARegistry(first, doing)
  const challenges = parseChallenges(first.header('www-authenticate') ?? '')
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
  if (!bearer && !challenges.some(({ scheme }) => scheme === 'basic'))
    throw oddAnswer(`${doing}: it asks for neither a password nor a token`)
  const token = bearer ? await askToken(target, bearer, login, doing) : undefined
  const authorization = token ? `Bearer ${token.access}` : basicHeader(login)
  const second = await transport.send({ url, doing, authorization, signal })
  await second.discard()
  if (second.status === 401 || second.status === 403) throw refused(doing, second)
  if (!isGood(second)) throw await refusal(second, doing)
  return { wanted: true, token: token?.refresh }
}

/**
 * A token for nothing but to see that we may have one, by the way that all servers know, or else by OAuth2. Both are asked for one that
 * lasts, in place of the password.
 */
async function askToken(
  { transport, origin, signal }: Target,
  { parameters }: Challenge,
  login: Login,
  doing: string,
): Promise<{ access: string; refresh: string | undefined }> {
  const realm = parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) throw oddAnswer(`${doing}: it names no address to get a token from`)
  const url = new URL(realm)
  if (origin.startsWith('https:') && url.protocol !== 'https:')
    throw oddAnswer(`${doing}: it sends us to ${url.protocol}//${url.host}, which is without TLS`)
  const service = parameters.get('service')
  const query = { ...(service === undefined ? {} : { service }), client_id: 'oci-pack' }
  const common = { doing, trust: new URL(origin).host, signal }
  const plain = new URL(url)
  for (const [name, value] of Object.entries({ ...query, account: login.username, offline_token: 'true' }))
    plain.searchParams.set(name, value)
  let answer = await transport.send({ ...common, url: plain, authorization: basicHeader(login) })
  if (answer.status === 404 || answer.status === 405) {
    await answer.discard()
    answer = await transport.send({
      ...common,
      url,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'password', access_type: 'offline', ...login, ...query }).toString(),
    })
  }
  if ([400, 401, 403].includes(answer.status)) {
    await answer.discard()
    throw refused(doing, answer)
  }
  if (!isGood(answer)) throw await refusal(answer, doing)
  const document = parseJson(await readAll(answer, maxTokenAnswer, doing), doing)
  const { token, access_token, refresh_token } = check(tokenAnswer, document, doing)
  const access = token ?? access_token
  if (!access || !/^[\x21-\x7e]+$/.test(access)) throw oddAnswer(`${doing}: the answer holds no token`)
  return { access, refresh: refresh_token || undefined }
}

function isGood({ status }: Answer): boolean {
  return status >= 200 && status <= 299
}

function refused(doing: string, { status }: Answer): OciPackError {
  return new OciPackError('registry', `${doing}: it refuses the name or the password (HTTP status ${status})`, {
    hint: 'Many registries want a token that is made in their settings in place of the password.',
  })
}

async function notARegistry(answer: Answer, doing: string): Promise<Error> {
  if (answer.status >= 500 || answer.status === 429) return refusal(answer, doing)
  return new OciPackError('not-found', `${doing}: there is no registry (HTTP status ${answer.status})`, {
    hint: 'Check the name of the registry: HOST[:PORT].',
  })
}
