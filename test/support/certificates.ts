import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCommand, runOk } from './command.js'

/** Whether certificates can be made. */
export const hasOpenssl = hasCommand('openssl')

/** Files in PEM. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
const days = ['-days', '2']

/** An authority that nobody else trusts, in a folder, which is made. */
export async function makeAuthority(folder: string): Promise<Certificate> {
  await mkdir(folder, { recursive: true })
  const [certificate, key] = [join(folder, 'authority.crt'), join(folder, 'authority.key')]
  const subject = ['-subj', '/CN=an authority for tests', '-addext', 'basicConstraints=critical,CA:TRUE']
  await runOk('openssl', ['req', '-x509', ...newKey, '-keyout', key, '-out', certificate, ...days, ...subject])
  return { certificate, key }
}

/** A certificate of an authority for a host by its name and by its address. */
export async function makeCertificate(
  folder: string,
  authority: Certificate,
  name: string,
  address: string,
): Promise<Certificate> {
  const [certificate, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  const [request, extensions] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)]
  await runOk('openssl', ['req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${name}`])
  await writeFile(extensions, `subjectAltName=DNS:${name},IP:${address}\n`)
  const by = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial']
  await runOk('openssl', ['x509', '-req', '-in', request, ...by, '-out', certificate, ...days, '-extfile', extensions])
  return { certificate, key }
}
