import { check, parseJson } from '../oci/manifest.js'
import { authFile } from './authFile.js'
import { readIfThere } from './credentials.js'

/** What a file of credentials is for; never what they are. */
export interface KnownCredentials {
  readonly path: string
  /** Registries, or parts of them, as the file names them. */
  readonly hosts: readonly string[]
  /** The program that is asked for all others. */
  readonly helper?: string
}

/** What the file of credentials at a path is for; undefined where there is none. @throws OciPackError `format`, `io` */
export async function knownCredentials(path: string): Promise<KnownCredentials | undefined> {
  const bytes = await readIfThere(path)
  if (!bytes) return undefined
  const { auths, credHelpers, credsStore } = check(authFile, parseJson(bytes, path), path)
  const hosts = [...new Set([...Object.keys(auths), ...Object.keys(credHelpers)])].sort()
  return { path, hosts, ...(credsStore ? { helper: `docker-credential-${credsStore}` } : {}) }
}
