import { X509Certificate } from 'node:crypto'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import { OciPackError } from '../core/errors.js'
import type { NamedAuthorities } from './authorities.js'

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

/**
 * What a connection is made with: the authorities of all hosts that are given are trusted, and those that the environment names; the first one's clients are shown.
 * @throws OciPackError `format`
 */
export function secureContext(
  [own, ...trusted]: readonly (HostCertificates | undefined)[],
  { nodes, others }: NamedAuthorities,
): SecureContext | undefined {
  const found = [own, ...trusted].filter((certificates) => certificates !== undefined)
  const authorities = found.flatMap((certificates) => certificates.authorities)
  const clients = own?.clients ?? []
  if (authorities.length + others.length + clients.length === 0) return undefined
  try {
    for (const text of authorities) checkCertificates(text)
    return createSecureContext({
      // What is named here takes the place of what Node trusts.
      ...(authorities.length + others.length > 0
        ? { ca: [...rootCertificates, ...nodes, ...others, ...authorities] }
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
