import type { Digest } from '../../core/digest.js'
import { sha256 } from '../../core/hash.js'
import type { Blob } from '../../oci/content.js'
import { type Descriptor, type Manifest, mediaTypes } from '../../oci/descriptor.js'
import { bytesBlob } from '../../oci/imageContent.js'
import { encodeJson } from '../../oci/manifest.js'
import { type CacheDocument, cacheTypes, encodeDocument } from '../../sources/sharedCache/document.js'

/** The manifest of a cache (OCI image-spec, manifest.md, "Guidelines for Artifact Usage"), and its document. */
export interface CacheManifest {
  readonly document: Blob
  readonly bytes: Uint8Array
  readonly digest: Digest
}

/** The manifest that names all blobs of a document, the layers first, and so keeps them alive; `find` gives their descriptors. */
export function cacheManifest(cache: CacheDocument, find: (digest: Digest) => Descriptor | undefined): CacheManifest {
  const written = encodeDocument(cache)
  const config = { mediaType: cacheTypes.document, digest: sha256(written), size: written.byteLength }
  const indexes = [...cache.layers, ...cache.bases].flatMap(({ index }) => index ?? [])
  const digests = new Set([...cache.layers.map(({ blob }) => blob), ...indexes])
  const manifest: Manifest & { readonly artifactType: string } = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: cacheTypes.artifact,
    config,
    layers: [...digests].flatMap((digest) => {
      const found = find(digest)
      return found ? [{ mediaType: found.mediaType, digest, size: found.size }] : []
    }),
  }
  const bytes = encodeJson(manifest)
  return { document: bytesBlob(config, written), bytes, digest: sha256(bytes) }
}
