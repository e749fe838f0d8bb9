import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError, systemError } from '../../core/errors.js'
import { parseDaemonSettings } from './daemon.js'
import type { HelperSettings, RegistrySettings } from './settings.js'

type Env = Readonly<Record<string, string | undefined>>

/** What the settings of this host and its user say of how registries are reached. */
export interface HostSettings {
  readonly registries: readonly RegistrySettings[]
  /** Who keeps credentials, where that is said. */
  readonly helpers: HelperSettings | undefined
  /** Hosts and ranges of addresses that Docker speaks to without TLS. */
  readonly insecureHosts: readonly string[]
  /** Mirrors of Docker Hub, as addresses. */
  readonly hubMirrors: readonly string[]
  /** The files that were read. */
  readonly files: readonly string[]
}

/**
 * Reads registries.conf and the files of registries.conf.d (containers-registries.conf(5), containers-registries.conf.d(5)), and Docker's daemon.json.
 * A later file replaces what an earlier one says of the same prefix, or of who keeps credentials. @param root where the system's files are @throws OciPackError `format`, `io`
 */
export async function readHostSettings(env: Env, root = '/'): Promise<HostSettings> {
  const files: string[] = []
  const byPrefix = new Map<string, RegistrySettings>()
  let helpers: HelperSettings | undefined
  for (const path of await registriesFiles(env, root)) {
    const text = await textIfThere(path)
    if (text === undefined) continue
    files.push(path)
    // Few have any: nobody else waits until the parser is loaded.
    const { parseRegistriesConf } = await import('./registriesConf.js')
    const said = parseRegistriesConf(text, path)
    for (const settings of said.registries) byPrefix.set(settings.prefix, settings)
    helpers = said.helpers ?? helpers
  }
  const path = join(root, 'etc/docker/daemon.json')
  const text = await textIfThere(path)
  if (text !== undefined) files.push(path)
  const { insecureHosts, hubMirrors } = parseDaemonSettings(text ?? '{}', path)
  return { registries: [...byPrefix.values()], helpers, insecureHosts, hubMirrors, files }
}

/** The user's own registries.conf takes the place of the system's, whose additions then do not count either. */
async function registriesFiles(env: Env, root: string): Promise<string[]> {
  const users = join(env['HOME'] || homedir(), '.config/containers/registries.conf')
  const systems = join(root, 'etc/containers/registries.conf')
  const said = env['CONTAINERS_REGISTRIES_CONF']
  if (!said && (await textIfThere(users)) !== undefined) return [users, ...(await filesIn(`${users}.d`))]
  return [said || systems, ...(await filesIn(`${systems}.d`)), ...(await filesIn(`${users}.d`))]
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await unlessMissing(readdir(folder), folder)
  return (names ?? [])
    .filter((name) => name.endsWith('.conf'))
    .sort()
    .map((name) => join(folder, name))
}

async function textIfThere(path: string): Promise<string | undefined> {
  return unlessMissing(readFile(path, 'utf8'), path)
}

async function unlessMissing<T>(reading: Promise<T>, path: string): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
