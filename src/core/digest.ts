import { OciPackError } from './errors.js'

/** A content digest, `sha256:` and 64 lower-case hex digits (OCI image-spec, descriptor.md, "Digests"). */
export type Digest = `sha256:${string}`

const pattern = /^sha256:[0-9a-f]{64}$/

/** Whether a text is a digest that this project takes. */
export function isDigest(text: string): text is Digest {
  return pattern.test(text)
}

/** The digest that a text spells; `what` names it in the error. @throws OciPackError `format` */
export function parseDigest(text: string, what = 'digest'): Digest {
  if (isDigest(text)) return text
  throw new OciPackError('format', `${what} ${JSON.stringify(text)} is not sha256: and 64 hex digits`)
}

/** The 64 hex digits of a digest. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length)
}

/** The digest that 64 hex digits make. */
export function digestOfHex(hex: string): Digest {
  return `sha256:${hex}`
}
