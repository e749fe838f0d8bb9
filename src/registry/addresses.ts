import type { Descriptor } from '../oci/descriptor.js'
import type { Endpoint } from './hosts.js'

/** Addresses of a blob that are tried. */
const maxAddresses = 4

/**
 * Where a blob may be had besides its registry, as its descriptor says (OCI image-spec, descriptor.md, `urls`). Of a registry that is spoken to by
 * TLS, no plain HTTP is taken.
 */
export function addressesOf({ urls = [] }: Descriptor, { origin }: Endpoint): URL[] {
  const schemes = origin.startsWith('https:') ? ['https:'] : ['https:', 'http:']
  const parsed = urls.flatMap((text) => (URL.canParse(text) ? [new URL(text)] : []))
  return parsed.filter(({ protocol }) => schemes.includes(protocol)).slice(0, maxAddresses)
}
