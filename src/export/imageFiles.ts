import { readExtent } from '../core/host/readExtent.js'
import type { Blob, Content } from '../oci/content.js'
import { type Descriptor, type Index, mediaTypes } from '../oci/descriptor.js'
import type { Image, Layer } from '../oci/image.js'
import { blobName, layoutVersion, nameAnnotations } from '../oci/layout.js'
import { encodeJson } from '../oci/manifest.js'
import { manifestOf } from '../oci/mutate.js'
import { formatReference, type Reference, withDefaultTag } from '../oci/reference.js'
import type { ArchiveFile } from '../oci/tar/write.js'
import { verifiedBlob } from '../oci/verifiedBlob.js'
import { gathered } from './gathered.js'

/**
 * An image's blobs, a repeated one once: configuration, layers as they are stored, and the manifest last. @param read how layers are read:
 * by `passExtent` where the bytes are only passed on
 */
export function blobsOf(image: Image, read = readExtent): ArchiveFile[] {
  const { manifest, bytes, digest } = manifestOf(image)
  const blobs = [
    bytesFile(blobName(manifest.config.digest), image.configBytes),
    ...image.layers.map((layer) => layerFile(layer, read)),
    bytesFile(blobName(digest), bytes),
  ]
  return [...new Map(blobs.map((blob) => [blob.name, blob])).values()]
}

/**
 * The blobs of a content, a repeated one once: of an index those of its members, and the index last. Whoever reads one finds out whether it is what its
 * descriptor says.
 */
export function contentBlobs(content: Content): ArchiveFile[] {
  const { digest } = content.descriptor
  const parts = content.kind === 'index' ? content.members.flatMap(contentBlobs) : content.blobs.map(blobFile)
  const blobs = [...parts, bytesFile(blobName(digest), content.bytes)]
  return [...new Map(blobs.map((blob) => [blob.name, blob])).values()]
}

/** What a layout's index says of a content: an entry for each name, one without a name where there is none. */
export function indexEntries({ descriptor }: Content, names: readonly Reference[]): Descriptor[] {
  if (names.length === 0) return [descriptor]
  return names.map(withDefaultTag).map((name) => ({
    ...descriptor,
    annotations: {
      ...descriptor.annotations,
      [nameAnnotations.full]: formatReference(name),
      ...(name.tag === undefined ? {} : { [nameAnnotations.ref]: name.tag }),
    },
  }))
}

/** index.json of a layout (OCI image-spec, image-layout.md). */
export function indexFile(manifests: readonly Descriptor[]): ArchiveFile {
  const index: Index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests }
  return bytesFile('index.json', encodeJson(index))
}

/** The file that marks a layout. */
export const layoutMark: ArchiveFile = bytesFile('oci-layout', encodeJson(layoutVersion))

/**
 * The folders of a layout, named before what they hold: where an archive leaves them out, skopeo makes them for root, which an ordinary
 * user may not.
 */
export const layoutFolders: readonly ArchiveFile[] = ['blobs/', 'blobs/sha256/'].map((name) =>
  bytesFile(name, new Uint8Array()),
)

/** A file of bytes that are at hand. */
export function bytesFile(name: string, bytes: Uint8Array): ArchiveFile {
  return {
    name,
    size: bytes.byteLength,
    async *open() {
      yield bytes
    },
  }
}

function blobFile(blob: Blob): ArchiveFile {
  const { digest, size } = blob.descriptor
  return {
    name: blobName(digest),
    size,
    open: () => gathered(verifiedBlob(blob).open()),
  }
}

function layerFile(layer: Layer, read: typeof readExtent): ArchiveFile {
  const { digest, size } = layer.descriptor
  return {
    name: blobName(digest),
    size,
    async *open() {
      yield* read(await layer.locate(), size)
    },
  }
}
