import type { Finding } from '../../core/finding.js'

/** What to do about a bundle that is better made anew. */
export const bundleHint = 'Make the bundle with oci-pack bundle, which writes it as every App Engine reads it.'

/** A finding about a bundle as a whole, or about one of its entries. */
export function bundleFinding(
  severity: Finding['severity'],
  { path, entry }: { readonly path: string; readonly entry?: string | undefined },
  rule: string,
  message: string,
  hint = bundleHint,
): Finding {
  const file = entry === undefined ? path : `${path}: ${entry}`
  return { rule: `bundle-${rule}`, severity, message, place: { file }, hint }
}
