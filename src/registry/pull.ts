import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import type { Platform } from '../core/platform.js'
import type { Manifest } from '../oci/descriptor.js'
import { parseManifestOrIndex } from '../oci/manifest.js'
import { type Reference, formatReference } from '../oci/reference.js'
import { selectPlatform } from '../oci/selectPlatform.js'
import type { RawManifest } from './client.js'

/** Indexes within indexes that are followed. */
const maxDepth = 4

/**
 * The image manifest that a reference leads to: itself, or the entry of an index that suits the platform, through nested ones; and the
 * digest that the reference itself means, of the index where there is one. `get` gives the manifest of a reference, from wherever it is. @throws OciPackError `not-found`, `format`, `integrity`, `unsupported` for
 * Docker's schema 1, and what `get` throws
 */
export async function resolveManifest(
  reference: Reference,
  platform: Platform,
  get: (reference: Reference) => Promise<RawManifest>,
): Promise<{ manifest: Manifest; digest: Digest; named: Digest }> {
  const what = `the manifest of ${formatReference(reference)}`
  let { bytes, digest } = await get(reference)
  const named = digest
  for (let depth = 0; depth < maxDepth; depth++) {
    const document = parseManifestOrIndex(bytes, what)
    if (!('manifests' in document)) return { manifest: document, digest, named }
    const entry = selectPlatform(document, platform, formatReference(reference))
    ;({ bytes, digest } = await get({ host: reference.host, repository: reference.repository, digest: entry.digest }))
    if (bytes.byteLength !== entry.size) {
      throw new OciPackError(
        'integrity',
        `${what}: ${digest} has ${bytes.byteLength} bytes, where the index says ${entry.size}`,
      )
    }
  }
  throw new OciPackError('format', `${what}: more than ${maxDepth} indexes lie within each other`)
}
