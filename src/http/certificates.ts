import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import { OciPackError } from '../core/errors.js'

/** What TLS connections to one host are made with, besides what all of them are. */
export interface HostCertificates {
  /** Where they were found, for errors. */
  readonly place: string
  /** Authorities that are trusted besides Node's own, PEM each. */
  readonly authorities: readonly string[]
  /** By which we show who we are, PEM each. */
  readonly clients: readonly { readonly certificate: string; readonly key: string }[]
}

/** The certificates for a host, which is named with its port unless that is the scheme's own. */
export type FindCertificates = (host: string) => Promise<HostCertificates | undefined>

/** What a connection is made with: all authorities are trusted, the first one's clients are shown. @throws OciPackError `format` */
export async function secureContext(
  [own, ...trusted]: readonly (HostCertificates | undefined)[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<SecureContext | undefined> {
  const found = [own, ...trusted].filter((certificates) => certificates !== undefined)
  const authorities = found.flatMap((certificates) => certificates.authorities)
  const clients = own?.clients ?? []
  if (authorities.length + clients.length === 0) return undefined
  try {
    for (const text of authorities) checkCertificates(text)
    return createSecureContext({
      // What is named here takes the place of what Node trusts.
      ...(authorities.length > 0
        ? { ca: [...rootCertificates, ...(await extraAuthorities(env)), ...authorities] }
        : {}),
      cert: clients.map(({ certificate }) => certificate),
      key: clients.map(({ key }) => key),
    })
  } catch (cause) {
    const places = found.map(({ place }) => place).join(' and ')
    throw new OciPackError('format', `the certificates in ${places} cannot be used`, {
      hint: 'Each *.crt, *.cert and *.key is to be a PEM file, and a *.key to be that of the *.cert of its name.',
      cause,
    })
  }
}

/** TLS itself passes over what it cannot read. @throws Error */
function checkCertificates(text: string): void {
  const blocks = text.match(/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----.*?(?:-----END [^-]*-----|$)/gs) ?? [text]
  for (const block of blocks) new X509Certificate(block)
}

/** What Node trusts besides its own by its environment; it tells itself where it cannot read that. */
async function extraAuthorities({
  NODE_EXTRA_CA_CERTS: path,
}: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  if (!path) return []
  return readFile(path, 'utf8').then(
    (text) => [text],
    () => [],
  )
}
