import { OciPackError } from '../core/errors.js'
import { defaultBackoff, retry } from '../core/retry.js'
import { authFiles, authSources } from '../registry/credentials.js'
import { knownCredentials } from '../registry/knownCredentials.js'
import {
  dropAllFrom,
  dropFrom,
  formatKeeper,
  type Keeper,
  keepersOf,
  keepWithFirst,
} from '../registry/login/keepers.js'
import { formatLoginPlace, type LoginPlace, parseLoginPlace, placeOfKey } from '../registry/login/place.js'
import { verifyLogin } from '../registry/login/verify.js'
import { originOf } from '../registry/hosts.js'
import { hostOf, registryTransport } from '../registry/session.js'
import { readHostSettings } from '../registry/settings/files.js'
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
  const keepers = await keepersFor(env, reach.authFile)
  const { file, suffix } = await keepWithFirst(keepers, place, { username, password, token }, env)
  return {
    registry: formatLoginPlace(place),
    username,
    file,
    ...(suffix === undefined ? {} : { helper: formatKeeper({ file, suffix }) }),
    kept: token === undefined ? 'password' : 'token',
    wanted,
  }
}

/** What `oci-pack logout` takes. */
export interface LogoutOptions {
  /** Docker Hub unless said. */
  readonly registry?: string | undefined
  /** All registries that anything is kept of there. */
  readonly all?: boolean | undefined
  /** The file, in place of where `login` keeps them. */
  readonly authFile?: string | undefined
  readonly env?: Env
}

/** What `oci-pack logout` did. */
export interface LogoutReport {
  /** Where they were looked for: files, and programs (`docker-credential-NAME`). */
  readonly places: readonly string[]
  /** The registries whose credentials were there and are gone. */
  readonly removed: readonly string[]
  /** Other places that have credentials of the registry yet. */
  readonly left: readonly string[]
}

/**
 * Forgets the credentials that are kept wherever `login` may have put them; all are asked, even where one fails.
 * @throws OciPackError `registry` where a helper fails, `usage`, `format`, `io`
 */
export async function logout(options: LogoutOptions = {}): Promise<LogoutReport> {
  const { env = process.env, all = false, authFile } = options
  const place = parseLoginPlace(options.registry ?? 'docker.io')
  const keepers = await keepersFor(env, authFile)
  const asked = await Promise.allSettled(
    keepers.map(async (keeper) =>
      all ? dropAllFrom(keeper, env) : (await dropFrom(keeper, place, env)) ? [place] : [],
    ),
  )
  const removed = asked.flatMap((answer) => {
    if (answer.status === 'rejected') throw answer.reason
    return answer.value.map(formatLoginPlace)
  })
  const places = keepers.map(formatKeeper)
  const others = authFile === undefined ? authSources(env).filter((source) => !places.includes(source)) : []
  return { places, removed: [...new Set(removed)], left: all ? [] : await holding(others, place, env) }
}

/** The places that have credentials under the very same name. */
async function holding(sources: readonly string[], place: LoginPlace, env: Env): Promise<string[]> {
  const found: string[] = []
  for (const source of sources) {
    const known = await knownCredentials(source, env)
    if (known?.hosts.some((host) => placeOfKey(host).key === place.key)) found.push(source)
  }
  return found
}

/** Who keeps credentials: those whom a pull asks first. */
async function keepersFor(env: Env, named: string | undefined): Promise<Keeper[]> {
  const { helpers } = named === undefined ? await readHostSettings(env) : {}
  return keepersOf(keptIn(env, named), helpers)
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
