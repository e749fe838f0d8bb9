import { OciPackError } from '../core/errors.js'
import { defaultBackoff, retry } from '../core/retry.js'
import { authFiles, authSources } from '../registry/credentials.js'
import { knownCredentials } from '../registry/knownCredentials.js'
import { dropCredentials, keepCredentials, keptPlaces } from '../registry/login/keep.js'
import { formatLoginPlace, type LoginPlace, parseLoginPlace, placeOfKey } from '../registry/login/place.js'
import { verifyLogin } from '../registry/login/verify.js'
import { originOf } from '../registry/hosts.js'
import { hostOf, registryTransport } from '../registry/session.js'
import type { RegistryOptions } from './options.js'
import { registryOptions } from './registryClient.js'

type Env = Readonly<Record<string, string | undefined>>

/** What `oci-pack login` takes. */
export interface LoginOptions {
  /** `HOST[:PORT]`, or a path of one; Docker Hub unless said. */
  readonly registry?: string | undefined
  readonly username: string
  readonly password: string
  /** How registries are reached; its `authFile` is where the credentials are kept. */
  readonly reach?: RegistryOptions
  /** `process.env` unless said. */
  readonly env?: Env
  readonly signal?: AbortSignal
}

/** What `oci-pack login` did. */
export interface LoginReport {
  /** The registry, with the path if one was said. */
  readonly registry: string
  readonly username: string
  /** The file that the credentials are in, or that names the helper which has them. */
  readonly file: string
  /** The program that keeps them: `docker-credential-NAME`. */
  readonly helper?: string
  /** What is kept: the password as it is, or a token that the registry gave in its place. */
  readonly kept: 'password' | 'token'
  /** Whether the registry asked for anything at all. */
  readonly wanted: boolean
}

/**
 * Shows a name and a password to a registry, and keeps them where Docker and Podman find them, once it has taken them.
 * @throws OciPackError `registry` where it refuses them, `not-found`, `usage`, `format`, `io`, `aborted`
 */
export async function login(options: LoginOptions): Promise<LoginReport> {
  const { username, password, reach = {}, env = process.env, signal } = options
  if (username === '' || username.includes(':') || password === '') {
    throw new OciPackError('usage', 'a username and a password are needed; the name has no colon', {
      hint: 'Give both: --username NAME --password-stdin.',
    })
  }
  const place = parseLoginPlace(options.registry ?? 'docker.io')
  const { wanted, token } = await verify(place, { username, password }, reach, env, signal)
  const file = keptIn(env, reach.authFile)
  const helper = await keepCredentials(file, place, { username, password, token }, env)
  return {
    registry: formatLoginPlace(place),
    username,
    file,
    ...(helper === undefined ? {} : { helper: `docker-credential-${helper}` }),
    kept: token === undefined ? 'password' : 'token',
    wanted,
  }
}

/** What `oci-pack logout` takes. */
export interface LogoutOptions {
  /** Docker Hub unless said. */
  readonly registry?: string | undefined
  /** All registries that the file has anything of. */
  readonly all?: boolean | undefined
  /** The file, in place of the one that `login` writes to. */
  readonly authFile?: string | undefined
  readonly env?: Env
}

/** What `oci-pack logout` did. */
export interface LogoutReport {
  readonly file: string
  /** The registries whose credentials were there and are gone. */
  readonly removed: readonly string[]
  /** Other places that have credentials of the registry yet. */
  readonly left: readonly string[]
}

/** Forgets the credentials that are kept where `login` puts them. @throws OciPackError `registry` where a helper fails, `usage`, `format`, `io` */
export async function logout(options: LogoutOptions = {}): Promise<LogoutReport> {
  const { env = process.env, all = false, authFile } = options
  const file = keptIn(env, authFile)
  const places = all ? await keptPlaces(file) : [parseLoginPlace(options.registry ?? 'docker.io')]
  const removed: string[] = []
  for (const place of places) if (await dropCredentials(file, place, env)) removed.push(formatLoginPlace(place))
  const others = authFile === undefined ? authSources(env).filter((source) => source !== file) : []
  return { file, removed, left: all ? [] : await holding(others, places, env) }
}

/** The places that have credentials under the very same name. */
async function holding(sources: readonly string[], places: readonly LoginPlace[], env: Env): Promise<string[]> {
  const found: string[] = []
  for (const source of sources) {
    const known = await knownCredentials(source, env)
    const keys = known?.hosts.map((host) => placeOfKey(host).key) ?? []
    if (places.some(({ key }) => keys.includes(key))) found.push(source)
  }
  return found
}

/** The file that credentials are written to. */
function keptIn(env: Env, named: string | undefined): string {
  const [file] = named === undefined ? authFiles(env) : [named]
  if (file !== undefined) return file
  throw new OciPackError('usage', 'there is no file to keep credentials in', { hint: 'Name one with --authfile.' })
}

async function verify(
  { host }: LoginPlace,
  credentials: { username: string; password: string },
  reach: RegistryOptions,
  env: Env,
  signal: AbortSignal | undefined,
): ReturnType<typeof verifyLogin> {
  const options = await registryOptions(reach, env)
  const origin = originOf(host, options.insecureHosts ?? [], options.secureHosts)
  const own = hostOf({ origin, host, prefix: '' })
  const transport = registryTransport(options, (other) => other === own)
  try {
    return await retry(
      () => verifyLogin({ transport, host, origin, signal }, credentials),
      options.backoff ?? defaultBackoff,
      signal,
    )
  } finally {
    transport.close()
  }
}
