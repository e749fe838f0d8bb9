import type { Digest } from '../../core/digest.js'
import { pushReferrer } from '../../export/referrer.js'
import { parseManifest } from '../../oci/manifest.js'
import { formatReference, type Reference } from '../../oci/reference.js'
import type { AttestationDocument } from '../../sbom/documents/document.js'
import type { BuildOptions } from '../options.js'
import { registryClient } from '../registryClient.js'

/**
 * Gives a registry a document that tells of an image there. Gives the digest of the manifest that holds it.
 * @param manifestDigest of the image's own manifest, not of an index around it
 * @throws OciPackError `not-found`, `registry`, `integrity`, `aborted`
 */
export async function attachDocument(
  document: AttestationDocument,
  { host, repository }: Reference,
  manifestDigest: Digest,
  { registry = {}, env = process.env, signal }: Pick<BuildOptions, 'registry' | 'env' | 'signal'>,
): Promise<Digest> {
  const client = await registryClient(registry, env)
  try {
    const place = { host, repository, digest: manifestDigest }
    const { bytes } = await client.manifest(place, signal)
    const { mediaType } = parseManifest(bytes, formatReference(place))
    const subject = { mediaType, digest: manifestDigest, size: bytes.byteLength }
    return (await pushReferrer(client, subject, place, document, signal)).digest
  } finally {
    client.close()
  }
}
