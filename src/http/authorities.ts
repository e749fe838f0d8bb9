import { readdir, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** The authorities that an environment names, PEM texts of one or more each. What cannot be read is passed over, as by Node and by Go. */
export interface NamedAuthorities {
  /** Those of NODE_EXTRA_CA_CERTS, which Node itself trusts unless it is told whom to trust. */
  readonly nodes: readonly string[]
  /** Those of SSL_CERT_FILE and SSL_CERT_DIR, which lists folders, as OpenSSL and Go know them. */
  readonly others: readonly string[]
}

/** The authorities that we are to trust besides Node's own. */
export async function namedAuthorities(env: Env): Promise<NamedAuthorities> {
  const { NODE_EXTRA_CA_CERTS: extra = '', SSL_CERT_FILE: file = '', SSL_CERT_DIR: folders = '' } = env
  const listed = await Promise.all(folders.split(delimiter).map(filesIn))
  return { nodes: await texts([extra]), others: await texts([file, ...listed.flat()]) }
}

/** The texts of those files that hold any certificate, each once: a system's folder has each under several names. */
async function texts(paths: readonly string[]): Promise<string[]> {
  const read = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')))
  return [...new Set(read.filter((text) => text.includes('-----BEGIN ')))]
}

async function filesIn(folder: string): Promise<string[]> {
  const names = folder === '' ? [] : await readdir(folder).catch((): string[] => [])
  return names.sort().map((name) => join(folder, name))
}
