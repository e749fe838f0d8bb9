import { sha256 } from '../core/hash.js'
import type { Platform } from '../core/platform.js'
import type { Content, IndexContent } from './content.js'
import type { Descriptor, Index } from './descriptor.js'
import { encodeJson } from './manifest.js'
import { isAttestation, selectPlatform } from './selectPlatform.js'

/** The annotation by which an attestation's entry names the image that it is about, as BuildKit writes it. */
export const attestedDigest = 'vnd.docker.reference.digest'

/**
 * The entries of an index for some platforms, in the index's order, with the attestations that are about them. `what` names the index in errors.
 * @throws OciPackError `not-found`, naming the platforms that there are
 */
export function entriesFor(index: Index, platforms: readonly Platform[], what: string): Descriptor[] {
  const chosen = new Set(platforms.map((platform) => selectPlatform(index, platform, what)))
  const digests = new Set([...chosen].map(({ digest }) => digest as string))
  return index.manifests.filter(
    (entry) => chosen.has(entry) || (isAttestation(entry) && digests.has(entry.annotations?.[attestedDigest] ?? '')),
  )
}

/** An index of these members, otherwise as the one that it is made from; its bytes are written anew. */
export function indexOf(members: readonly Content[], { mediaType, annotations }: Index): IndexContent {
  const index: Index = {
    schemaVersion: 2,
    mediaType,
    manifests: members.map(({ descriptor }) => descriptor),
    ...(annotations && { annotations }),
  }
  const bytes = encodeJson(index)
  return {
    kind: 'index',
    descriptor: { mediaType, digest: sha256(bytes), size: bytes.byteLength },
    bytes,
    index,
    members,
  }
}

/**
 * A content that is there as a whole: of an index that is not, what there is of it. Where that is one image, it is that image, without an index.
 */
export function present(content: Content): Content {
  if (content.kind === 'image') return content
  const members = content.members.map(present)
  const isWhole =
    members.length === content.index.manifests.length && members.every((member, i) => member === content.members[i])
  if (isWhole) return content
  const images = members.filter(({ descriptor }) => !isAttestation(descriptor))
  return images[0] && images.length === 1 ? images[0] : indexOf(members, content.index)
}
