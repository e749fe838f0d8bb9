import { hexOf } from '../../core/digest.js'
import { sha256 } from '../../core/hash.js'

/** The hex digits that a document is known by: they follow from all that it says, so that the same document has the same, and no other has. */
export function identityOf(document: unknown): string {
  return hexOf(sha256(JSON.stringify(document)))
}

/** The same as a UUID of version 5, which is one that follows from content (RFC 9562). */
export function uuidOf(document: unknown): string {
  const hex = identityOf(document)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
