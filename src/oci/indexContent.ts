import { sha256 } from '../core/hash.js'
import type { Platform } from '../core/platform.js'
import type { ImageContent, IndexContent } from './content.js'
import { type Descriptor, type Index, mediaTypes } from './descriptor.js'
import { encodeJson } from './manifest.js'
import { isEmpty, sorted } from './ordered.js'

/** What an index says of itself, and what points at it says of it, by name (OCI image-spec, annotations.md). */
export interface IndexAnnotations {
  readonly index?: Readonly<Record<string, string>> | undefined
  readonly descriptor?: Readonly<Record<string, string>> | undefined
}

/** An index of images in the order given, each with the entry that its descriptor is (OCI image-spec, image-index.md). */
export function indexContent(
  members: readonly ImageContent[],
  { index: said = {}, descriptor: saidOfIt = {} }: IndexAnnotations = {},
): IndexContent {
  const index: Index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: members.map(({ descriptor }) => ordered(descriptor)),
    ...(!isEmpty(said) && { annotations: sorted(said) }),
  }
  const bytes = encodeJson(index)
  const descriptor = { mediaType: mediaTypes.index, digest: sha256(bytes), size: bytes.byteLength }
  return {
    kind: 'index',
    descriptor: isEmpty(saidOfIt) ? descriptor : { ...descriptor, annotations: sorted(saidOfIt) },
    bytes,
    index,
    members,
  }
}

/** The members in the order in which Go's programs write them. */
function ordered({ mediaType, digest, size, annotations, platform }: Descriptor): Descriptor {
  return {
    mediaType,
    digest,
    size,
    ...(annotations && { annotations }),
    ...(platform && { platform: orderedPlatform(platform) }),
  }
}

function orderedPlatform({ architecture, os, variant }: Platform): Platform {
  return { architecture, os, ...(variant ? { variant } : {}) }
}
