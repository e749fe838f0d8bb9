import { delimiter } from 'node:path'
import { namedAuthorities } from '../../http/authorities.js'
import type { Check } from './check.js'

type Env = Readonly<Record<string, string | undefined>>

/** Which authorities are trusted for all hosts besides those that Node brings, and whether they are there. */
export async function authorityChecks(env: Env): Promise<Omit<Check, 'topic'>[]> {
  const { NODE_EXTRA_CA_CERTS: extra = '', SSL_CERT_FILE: file = '', SSL_CERT_DIR: folders = '' } = env
  const places = [
    { NODE_EXTRA_CA_CERTS: extra },
    { SSL_CERT_FILE: file },
    ...folders.split(delimiter).map((folder) => ({ SSL_CERT_DIR: folder })),
  ]
  const checks = await Promise.all(places.map(placeCheck))
  return [...checks.flat(), ...uncheckedCheck(env)]
}

/** What one variable names. */
async function placeCheck(place: Readonly<Record<string, string>>): Promise<Omit<Check, 'topic'>[]> {
  const [[name, path] = ['', '']] = Object.entries(place)
  if (path === '') return []
  const { nodes, others } = await namedAuthorities(place)
  const count = [...nodes, ...others].join('').match(/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/g)?.length ?? 0
  if (count > 0) return [{ good: true, finding: `${name}: ${count} in ${path}` }]
  return [
    {
      good: false,
      finding: `${name} names ${path}, where no certificate can be read`,
      hint: `It is passed over. Name ${name === 'SSL_CERT_DIR' ? 'a folder of PEM files' : 'a PEM file'}, or unset ${name}.`,
    },
  ]
}

/** Node itself obeys this variable. */
function uncheckedCheck(env: Env): Omit<Check, 'topic'>[] {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return []
  return [
    {
      good: false,
      finding: 'NODE_TLS_REJECT_UNAUTHORIZED is 0: whoever answers is believed to be the registry',
      hint: 'Unset it, and name the authority of the registry in SSL_CERT_FILE.',
    },
  ]
}
