import { withoutCredentials } from '../../core/credentials.js'
import type { Digest } from '../../core/digest.js'
import type { GitReference } from '../../dockerfile/gitReference.js'
import { familiarReference, formatReference, parseReference, withDefaultTag } from '../../oci/reference.js'
import { commitSaid } from '../../sources/git/resolve.js'

/** The name of a reference in a lock; undefined for one by digest, which nothing can move. @throws OciPackError `reference` */
export function imageName(reference: string): string | undefined {
  const parsed = parseReference(reference)
  return parsed.digest === undefined ? familiarReference(withDefaultTag(parsed)) : undefined
}

/** The name of an address in a lock: without a user and a password, which are nobody's business; undefined where a checksum says what it is. */
export function urlName(address: string, expected: Digest | undefined): string | undefined {
  return expected === undefined ? withoutCredentials(address) : undefined
}

/** The name of a Git address in a lock: the repository, and the ref where one is named; undefined where it says the commit itself. */
export function gitName(reference: GitReference): string | undefined {
  if (commitSaid(reference)) return undefined
  const { remote, ref } = reference
  return withoutCredentials(ref === undefined ? remote : `${remote}#${ref}`)
}

/** A reference that holds a digest as well: nothing can move it. */
export function byDigest(reference: string, digest: Digest): string {
  return formatReference({ ...withDefaultTag(parseReference(reference)), digest })
}
