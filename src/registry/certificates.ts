import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError, OciPackError, systemError } from '../core/errors.js'
import type { HostCertificates } from '../http/certificates.js'

type Env = Readonly<Record<string, string | undefined>>

/** The folders with a folder of certificates for each host, in the order in which they are looked at (containers-certs.d(5), and Docker's). */
export function certificateFolders(env: Env): string[] {
  const config = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config')
  return [
    join(config, 'containers/certs.d'),
    join(config, 'docker/certs.d'),
    '/etc/containers/certs.d',
    '/etc/docker/certs.d',
  ]
}

/**
 * The certificates for a host, named with its port unless that is the usual one: those of the first folder that there is for it.
 * @throws OciPackError `format` where a certificate has no key, or a key no certificate, `io`
 */
export async function hostCertificates(
  host: string,
  folders: readonly string[],
): Promise<HostCertificates | undefined> {
  // Who names no port means this one; who does is served as well.
  const names = /:\d+$/.test(host) ? [host] : [host, `${host}:443`]
  const all = host === 'registry-1.docker.io' ? ['docker.io', ...names] : names
  for (const folder of folders) {
    for (const name of all) {
      const found = await certificatesIn(join(folder, name))
      if (found) return found
    }
  }
  return undefined
}

/** The certificates in a folder: *.crt of authorities, *.cert with *.key of clients; undefined where there is no such folder. @throws as `hostCertificates` */
export async function certificatesIn(folder: string): Promise<HostCertificates | undefined> {
  const names = await namesIn(folder)
  if (!names) return undefined
  const read = (name: string): Promise<string> =>
    readFile(join(folder, name), 'utf8').catch((error: unknown) => {
      throw fromSystemError(error, `cannot read ${join(folder, name)}`)
    })
  const ending = (end: string): string[] => names.filter((name) => name.endsWith(end))
  for (const [end, other] of [
    ['.cert', '.key'],
    ['.key', '.cert'],
  ] as const) {
    const alone = ending(end).find((name) => !names.includes(name.slice(0, -end.length) + other))
    if (alone === undefined) continue
    throw new OciPackError('format', `${join(folder, alone)} has no ${other} file of its name beside it`, {
      hint: 'A certificate of an authority is to end in .crt; one of ours in .cert, with its key in .key.',
    })
  }
  return {
    place: folder,
    authorities: await Promise.all(ending('.crt').map(read)),
    clients: await Promise.all(
      ending('.cert').map(async (name) => ({
        certificate: await read(name),
        key: await read(`${name.slice(0, -'.cert'.length)}.key`),
      })),
    ),
  }
}

/** The hosts that have a folder of certificates. @throws OciPackError `io` */
export async function hostsWithCertificates(folders: readonly string[]): Promise<string[]> {
  return (await Promise.all(folders.map(namesIn))).flatMap((names) => names ?? [])
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw fromSystemError(error, `cannot read the certificates in ${folder}`)
  }
}
