import type { Compression } from '../compress/sniff.js'
import { mediaTypes } from '../descriptor.js'
import type { ArchiveFacts, BlobFacts, Part } from './facts.js'

/** The facts of a part's bytes, where they could be read. */
export function blobOf({ blobs }: Pick<ArchiveFacts, 'blobs'>, { member }: Part): BlobFacts | undefined {
  return member && blobs.get(member)
}

/** Whether a media type is that of a container image's configuration. */
export function isConfigType(mediaType: string): boolean {
  return mediaType === mediaTypes.config || mediaType === mediaTypes.dockerConfig
}

/** How layers of each media type are compressed. */
const compressions: Readonly<Record<string, Compression>> = {
  [mediaTypes.layer]: 'none',
  [mediaTypes.dockerLayer]: 'none',
  [mediaTypes.layerGzip]: 'gzip',
  [mediaTypes.dockerLayerGzip]: 'gzip',
  [mediaTypes.layerZstd]: 'zstd',
  [mediaTypes.foreign]: 'none',
  [mediaTypes.dockerForeign]: 'none',
  [mediaTypes.foreignGzip]: 'gzip',
  [mediaTypes.dockerForeignGzip]: 'gzip',
}

/** How a media type says that a layer is compressed; undefined for one that is no layer's. */
export function compressionOfType(mediaType: string): Compression | undefined {
  return Object.hasOwn(compressions, mediaType) ? compressions[mediaType] : undefined
}

/** Whether a part's bytes have the digest that its descriptor says, or that its name does where there is none. */
export function hasDigest(part: Part, blob: BlobFacts): boolean {
  const said = part.descriptor?.digest ?? digestInName(part.name)
  return said === undefined || said === blob.digest
}

/** Whether a digest is of a kind that is recomputed here. */
export function isChecked(digest: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(digest)
}

/** The digest that manifest.json's name of a blob tells. */
function digestInName(name: string): string | undefined {
  const hex = /(?:^|\/|sha256:)([0-9a-f]{64})(?:\.json|\.tar\.gz)?$/.exec(name)?.[1]
  return hex === undefined ? undefined : `sha256:${hex}`
}
