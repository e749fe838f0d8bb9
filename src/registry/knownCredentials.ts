import { programOf } from './credentialHelper.js'
import { readAuthFile } from './credentials.js'

/** What a file of credentials is for; never what they are. */
export interface KnownCredentials {
  readonly path: string
  /** Registries, or parts of them, as the file names them. */
  readonly hosts: readonly string[]
  /** The program that is asked for all others. */
  readonly helper?: string
  /** All programs that are asked. */
  readonly helpers: readonly string[]
}

/** What one of `authSources` is for; undefined where there is none. @throws OciPackError `format`, `io` */
export async function knownCredentials(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<KnownCredentials | undefined> {
  const file = await readAuthFile(path, env)
  if (!file) return undefined
  const { auths, credHelpers, credsStore } = file
  const hosts = [...new Set([...Object.keys(auths), ...Object.keys(credHelpers)])].sort()
  const suffixes = [...Object.values(credHelpers), credsStore ?? ''].filter((suffix) => suffix !== '')
  return {
    path,
    hosts,
    ...(credsStore ? { helper: programOf({ suffix: credsStore }) } : {}),
    helpers: [...new Set(suffixes)].sort().map((suffix) => programOf({ suffix })),
  }
}
