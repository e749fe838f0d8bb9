import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { normalizePlatform, type Platform } from '../core/platform.js'
import type { Index, Manifest } from '../oci/descriptor.js'
import { parseManifestOrIndex } from '../oci/manifest.js'
import { type Reference, formatReference } from '../oci/reference.js'
import { isAttestation, selectPlatform } from '../oci/selectPlatform.js'
import type { RawManifest } from './client.js'

/** Indexes within indexes that are followed. */
const maxDepth = 4

/** What a reference leads to. */
export interface ResolvedManifest {
  readonly manifest: Manifest
  readonly digest: Digest
  /** What the reference itself means: of the index where there is one. */
  readonly named: Digest
  /** Those that the index names; none where there is no index. */
  readonly platforms: readonly Platform[]
}

/**
 * The image manifest that a reference leads to: itself, or the entry of an index that suits the platform, through nested ones. `get` gives the manifest of a reference, from wherever it is. @throws OciPackError `not-found`, `format`, `integrity`, `unsupported` for
 * Docker's schema 1, and what `get` throws
 */
export async function resolveManifest(
  reference: Reference,
  platform: Platform,
  get: (reference: Reference) => Promise<RawManifest>,
): Promise<ResolvedManifest> {
  const what = `the manifest of ${formatReference(reference)}`
  let { bytes, digest } = await get(reference)
  const named = digest
  let platforms: readonly Platform[] | undefined
  for (let depth = 0; depth < maxDepth; depth++) {
    const document = parseManifestOrIndex(bytes, what)
    if (!('manifests' in document)) return { manifest: document, digest, named, platforms: platforms ?? [] }
    platforms ??= platformsOf(document)
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

function platformsOf({ manifests }: Index): Platform[] {
  return manifests.flatMap((entry) =>
    entry.platform && !isAttestation(entry) ? [normalizePlatform(entry.platform)] : [],
  )
}
