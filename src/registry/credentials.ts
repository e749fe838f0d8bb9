import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError, systemError } from '../core/errors.js'
import {
  type AuthFile,
  type Credentials,
  findCredentials,
  helperFor,
  normalizeHost,
  parseAuthFile,
} from './authFile.js'
import { askHelper } from './credentialHelper.js'
import { filesHelper, type HelperSettings } from './settings/settings.js'

type Env = Readonly<Record<string, string | undefined>>

/** The variable of the environment that holds what a file of credentials would, as GitLab CI and Docker have it. */
const contentVariable = 'DOCKER_AUTH_CONFIG'

/**
 * The user's credentials for a repository, from the first place that has any: the file that the user named and no other, or else what
 * `authSources` gives, and before or after that the helpers that this host's settings name. A file's helpers come before what it holds itself.
 * @throws OciPackError `registry` for a helper that fails, `format` for an ill-formed file, `io`
 */
export async function credentialsFor(
  host: string,
  repository: string,
  env: Env,
  named?: string,
  helpers?: HelperSettings,
): Promise<Credentials | undefined> {
  const names = named === undefined ? (helpers?.names ?? []) : []
  for (const name of names.includes(filesHelper) ? names : [...names, filesHelper]) {
    const found =
      name === filesHelper
        ? await credentialsInFiles(host, repository, env, named)
        : await askHelper({ suffix: name, server: normalizeHost(host), path: helpers?.file ?? '' }, env)
    if (found) return found
  }
  return undefined
}

async function credentialsInFiles(
  host: string,
  repository: string,
  env: Env,
  named?: string,
): Promise<Credentials | undefined> {
  for (const source of authSources(env, named)) {
    const file = await readAuthFile(source, env)
    if (!file) continue
    const asked = helperFor(file, host)
    const found =
      (asked && (await askHelper({ suffix: asked.helper, server: asked.server, path: source }, env))) ??
      findCredentials(file, host, repository)
    if (found) return found
  }
  return undefined
}

/** Where credentials are looked for, in this order: files, and a variable of the environment, by its name with a `$`. */
export function authSources(env: Env, named?: string): string[] {
  if (named !== undefined) return [named]
  const files = authFiles(env)
  const said = env['REGISTRY_AUTH_FILE'] ? 1 : 0
  return [...files.slice(0, said), ...(env[contentVariable] ? [`$${contentVariable}`] : []), ...files.slice(said)]
}

/**
 * The files with credentials, in the order in which they are looked at: $REGISTRY_AUTH_FILE, Docker's config.json ($DOCKER_CONFIG or
 * ~/.docker), Podman's auth.json where it is kept until the user logs out ($XDG_RUNTIME_DIR, /run/containers/UID) and for good, and what Docker had before
 * 1.7.
 */
export function authFiles(env: Env): string[] {
  const home = env['HOME'] || homedir()
  const { REGISTRY_AUTH_FILE: explicit, XDG_RUNTIME_DIR: runtime } = env
  const uid = process.getuid?.()
  return [
    ...(explicit ? [explicit] : []),
    join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'),
    ...(runtime ? [join(runtime, 'containers/auth.json')] : []),
    ...(uid === undefined ? [] : [`/run/containers/${uid}/auth.json`]),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers/auth.json'),
    legacyFile(home),
  ]
}

/** What one of `authSources` holds; undefined where there is none. @throws OciPackError `format`, `io` */
export async function readAuthFile(source: string, env: Env): Promise<AuthFile | undefined> {
  const bytes = source === `$${contentVariable}` ? Buffer.from(env[contentVariable] ?? '') : await readIfThere(source)
  // Podman makes an empty file before it writes the first credentials.
  if (!bytes || bytes.every((byte) => byte === 0x20 || byte === 0x0a)) return undefined
  const isLegacy = source === legacyFile(env['HOME'] || homedir())
  return parseAuthFile(bytes, source, isLegacy)
}

function legacyFile(home: string): string {
  return join(home, '.dockercfg')
}

/** A file of credentials; undefined where there is none. @throws OciPackError `io` */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw fromSystemError(error, `cannot read the credentials in ${path}`)
  }
}
