import type { Blob, Content, ImageContent, IndexContent } from '../oci/content.js'
import type { Descriptor, Manifest } from '../oci/descriptor.js'
import { parseManifestOrIndex } from '../oci/manifest.js'
import { formatReference, type Reference, withDefaultTag } from '../oci/reference.js'
import { OciPackError } from '../core/errors.js'
import type { RegistryClient } from '../registry/client.js'

/** Indexes within indexes that are followed. */
const maxDepth = 4

/**
 * All that a reference stands for in its registry: its image, or its index with all that it names. The documents are fetched now, blobs when they
 * are read. @throws OciPackError `not-found`, `registry`, `integrity`, `format`, `aborted`
 */
export async function registryContent(
  reference: Reference,
  client: RegistryClient,
  signal?: AbortSignal,
): Promise<Content> {
  const complete = withDefaultTag(reference)
  const { bytes, digest } = await client.manifest(complete, signal)
  const document = parseManifestOrIndex(bytes, `the manifest of ${formatReference(complete)}`)
  const descriptor = { mediaType: document.mediaType, digest, size: bytes.byteLength }
  return contentOf(complete, { descriptor, bytes, document }, { client, signal, depth: maxDepth })
}

interface Fetched {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
  readonly document: ReturnType<typeof parseManifestOrIndex>
}

interface Fetching {
  readonly client: RegistryClient
  readonly signal: AbortSignal | undefined
  /** Indexes that may still lie in each other. */
  readonly depth: number
}

async function contentOf(
  reference: Reference,
  { descriptor, bytes, document }: Fetched,
  fetching: Fetching,
): Promise<Content> {
  if (!('manifests' in document)) return imageOf(reference, descriptor, bytes, document, fetching)
  const { client, signal, depth } = fetching
  const what = formatReference(reference)
  if (depth === 0) throw new OciPackError('format', `${what}: more than ${maxDepth} indexes lie within each other`)
  const members = await Promise.all(
    document.manifests.map(async (entry) => {
      const name = { host: reference.host, repository: reference.repository, digest: entry.digest }
      const found = await client.manifest(name, signal)
      if (found.bytes.byteLength !== entry.size) {
        const message = `${what}: ${entry.digest} has ${found.bytes.byteLength} bytes, where the index says ${entry.size}`
        throw new OciPackError('integrity', message)
      }
      const inner = parseManifestOrIndex(found.bytes, `the manifest of ${formatReference(name)}`)
      return contentOf(
        name,
        { descriptor: entry, bytes: found.bytes, document: inner },
        { ...fetching, depth: depth - 1 },
      )
    }),
  )
  return { kind: 'index', descriptor, bytes, index: document, members } satisfies IndexContent
}

function imageOf(
  { host, repository }: Reference,
  descriptor: Descriptor,
  bytes: Uint8Array,
  manifest: Manifest,
  { client, signal }: Fetching,
): ImageContent {
  const origin = { host, repository }
  const blob = (descriptor: Descriptor): Blob => ({
    descriptor,
    origin,
    open: (from = 0) => client.blob(origin, descriptor, signal, from),
  })
  return { kind: 'image', descriptor, bytes, manifest, blobs: [manifest.config, ...manifest.layers].map(blob) }
}
