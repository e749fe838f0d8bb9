import { type Digest, isDigest } from '../core/digest.js'
import type { Answer } from '../http/transport.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Reference } from '../oci/reference.js'

/** The Accept header of who asks for a manifest or an index. */
export const acceptedManifests = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerManifestList,
  mediaTypes.dockerManifest,
].join(', ')

/** What a registry is asked for where a reference is meant: its digest if it has one. */
export function targetOf({ tag, digest }: Reference): string {
  return digest ?? tag ?? 'latest'
}

/** The digest that a registry says its answer has. */
export function digestHeader(answer: Answer): Digest | undefined {
  const value = answer.header('docker-content-digest') ?? ''
  return isDigest(value) ? value : undefined
}
