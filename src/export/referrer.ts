import { sha256 } from '../core/hash.js'
import { type Descriptor, mediaTypes } from '../oci/descriptor.js'
import { bytesBlob } from '../oci/imageContent.js'
import { encodeJson } from '../oci/manifest.js'
import type { RegistryClient } from '../registry/client.js'
import type { Repository } from '../registry/session.js'

/** A document that tells of an image. */
export interface Artifact {
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** What its file is called by who fetches it. */
  readonly title: string
  /** Of its manifest. */
  readonly annotations?: Readonly<Record<string, string>>
}

/** What has no configuration has this one (OCI image-spec, manifest.md, "Guidance for an Empty Descriptor"). */
const empty = Buffer.from('{}')
const emptyDescriptor: Descriptor = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: sha256(empty),
  size: empty.length,
}

/**
 * Gives a registry a document that tells of a manifest that is there, in the same repository: whoever asks what refers to that manifest finds it (OCI image-spec,
 * manifest.md, "subject"; distribution-spec, "Listing Referrers"). The same document is pushed once. Gives the digest of its manifest.
 * @throws OciPackError `registry`, `integrity`, `aborted`
 */
export async function pushReferrer(
  client: RegistryClient,
  subject: Descriptor,
  { host, repository }: Repository,
  { mediaType, bytes, title, annotations }: Artifact,
  signal?: AbortSignal,
): Promise<Descriptor> {
  const place = { host, repository }
  const document: Descriptor = { mediaType, digest: sha256(bytes), size: bytes.byteLength }
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: mediaType,
    config: emptyDescriptor,
    layers: [{ ...document, annotations: { 'org.opencontainers.image.title': title } }],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
    ...(annotations && { annotations }),
  }
  for (const blob of [bytesBlob(emptyDescriptor, empty), bytesBlob(document, bytes)])
    await client.pushBlob(place, blob, { signal })
  const written = encodeJson(manifest)
  await client.pushManifest(place, { mediaType: mediaTypes.manifest, bytes: written }, signal)
  const pointer = { mediaType: mediaTypes.manifest, digest: sha256(written), size: written.byteLength }
  await client.addReferrer(
    place,
    subject.digest,
    { ...pointer, artifactType: mediaType, ...(annotations && { annotations }) },
    signal,
  )
  return pointer
}
