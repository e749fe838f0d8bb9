import { OciPackError } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import type { Content, ImageContent } from './content.js'
import { mediaTypes } from './descriptor.js'
import { indexOf } from './indexEntries.js'
import { encodeJson } from './manifest.js'
import { ociForm } from './ociForm.js'

/**
 * The same content with OCI's manifests and indexes in place of Docker's, for those who read no others; what has them already stays as it is. The blobs are the
 * same. @throws OciPackError `unsupported` for a manifest of Docker's with parts that have no counterpart
 */
export function ociContent(content: Content): Content {
  if (content.kind === 'image') return ociImage(content)
  const members = content.members.map(ociContent)
  const isSame = members.every((member, i) => member === content.members[i])
  if (isSame && content.descriptor.mediaType === mediaTypes.index) return content
  const made = indexOf(members, { ...content.index, mediaType: mediaTypes.index })
  return { ...made, descriptor: { ...content.descriptor, ...made.descriptor } }
}

function ociImage(content: ImageContent): ImageContent {
  if (content.descriptor.mediaType !== mediaTypes.dockerManifest) return content
  const manifest = ociForm(content.manifest)
  if (!manifest) {
    throw new OciPackError('unsupported', `the manifest ${content.descriptor.digest} has no form of OCI's own`, {
      hint: 'It has layers or a configuration of a kind that OCI does not know: leave out --format oci.',
    })
  }
  const bytes = encodeJson(manifest)
  const blobs = content.blobs.map((blob, i) => {
    const descriptor = [manifest.config, ...manifest.layers][i]
    return descriptor ? { ...blob, descriptor } : blob
  })
  const { mediaType } = manifest
  const descriptor = { ...content.descriptor, mediaType, digest: sha256(bytes), size: bytes.byteLength }
  return { kind: 'image', descriptor, bytes, manifest, blobs }
}
