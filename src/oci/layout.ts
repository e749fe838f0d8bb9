import { type Digest, hexOf } from '../core/digest.js'

/** The name of a blob in an OCI layout (OCI image-spec, image-layout.md, "Blobs"). */
export function blobName(digest: Digest): string {
  return `blobs/sha256/${hexOf(digest)}`
}

/** What the file `oci-layout` says. */
export const layoutVersion = { imageLayoutVersion: '1.0.0' } as const

/** The annotations by which an index names its entries. */
export const nameAnnotations = {
  /** containerd's: the complete name, `docker.io/library/busybox:latest`. */
  full: 'io.containerd.image.name',
  /** The spec's: a tag, or whatever the writer took for one. */
  ref: 'org.opencontainers.image.ref.name',
} as const
