import { join } from 'node:path'
import { hasCommand, runOk } from './command.js'

/** Whether certificates can be made here. */
export const hasOpenssl = hasCommand('openssl')

/** Files of a certificate and its key, PEM each. */
export interface Certified {
  readonly certificate: string
  readonly key: string
}

const common = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']

/** An authority of certificates that nobody trusts yet. */
export async function makeAuthority(folder: string, name: string): Promise<Certified> {
  const made = filesOf(folder, name)
  await runOk('openssl', ['req', '-x509', ...common, '-subj', `/CN=${name}`, ...outputs(made)])
  return made
}

/** A certificate that an authority gives, of a server by its names (`IP:127.0.0.1`, `DNS:a.example`) or of a client. */
export async function certify(
  authority: Certified,
  folder: string,
  name: string,
  names: readonly string[],
): Promise<Certified> {
  const made = filesOf(folder, name)
  const alternatives = names.length === 0 ? [] : ['-addext', `subjectAltName=${names.join(',')}`]
  await runOk('openssl', [
    ...['req', '-x509', ...common, '-CA', authority.certificate, '-CAkey', authority.key],
    ...['-subj', `/CN=${name}`, '-addext', 'basicConstraints=critical,CA:FALSE', ...alternatives],
    ...outputs(made),
  ])
  return made
}

function filesOf(folder: string, name: string): Certified {
  return { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
}

function outputs({ certificate, key }: Certified): string[] {
  return ['-out', certificate, '-keyout', key]
}
