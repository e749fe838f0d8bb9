import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import type { Blob, Content, ImageContent, IndexContent } from '../../../src/oci/content.js'
import { type Descriptor, mediaTypes } from '../../../src/oci/descriptor.js'
import { bytesBlob } from '../../../src/oci/imageContent.js'
import { encodeJson, parseIndex, parseManifest } from '../../../src/oci/manifest.js'
import { pushContent } from '../../../src/export/registry.js'
import { RegistryClient } from '../../../src/registry/client.js'
import { temporaryFolder } from '../../support/folder.js'
import { RealRegistry } from '../../support/realRegistry.js'

export const mebibyte = 1024 * 1024

/** The registry that is spoken to, and who speaks: what is larger than 1 MiB is sent in chunks. */
export let registry: RealRegistry
export let client: RegistryClient

export function useRealRegistry(): void {
  const folder = temporaryFolder()
  beforeAll(async () => {
    registry = await RealRegistry.start(join(folder, 'registry'))
    client = new RegistryClient({
      env: { HOME: folder },
      chunkSize: mebibyte,
      backoff: { attempts: 2, first: 10, longest: 10 },
    })
  })
  afterAll(async () => {
    client.close()
    await registry.close()
  })
}

export function blobOf(bytes: Uint8Array, mediaType: string = mediaTypes.layerGzip): Blob {
  return bytesBlob({ mediaType, digest: sha256(bytes), size: bytes.length }, bytes)
}

/** A blob that nobody has yet. */
export const newBlob = (size = 1000, mediaType?: string): Blob => blobOf(randomBytes(size), mediaType)

const descriptorOf = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: sha256(bytes),
  size: bytes.byteLength,
})

/** An image with a new configuration; `more` are other members of its manifest. */
export function newImage(
  layers = [newBlob(), newBlob()],
  more: object = {},
  mediaType: string = mediaTypes.manifest,
): ImageContent {
  const config = newBlob(300, mediaType === mediaTypes.manifest ? mediaTypes.config : mediaTypes.dockerConfig)
  const fields = {
    schemaVersion: 2,
    mediaType,
    config: config.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
  }
  const bytes = encodeJson({ ...fields, ...more })
  const manifest = parseManifest(bytes, 'a test image')
  return { kind: 'image', descriptor: descriptorOf(mediaType, bytes), bytes, manifest, blobs: [config, ...layers] }
}

export function newIndex(
  members: readonly Content[],
  more: object = {},
  mediaType: string = mediaTypes.index,
): IndexContent {
  const manifests = members.map(({ descriptor }, i) => ({
    ...descriptor,
    platform: { os: 'linux', architecture: i % 2 === 0 ? 'amd64' : 'arm64' },
  }))
  const bytes = encodeJson({ schemaVersion: 2, mediaType, manifests, ...more })
  const index = parseIndex(bytes, 'a test index')
  return { kind: 'index', descriptor: descriptorOf(mediaType, bytes), bytes, index, members }
}

export function push(content: Content, repository: string, tag?: string): Promise<void> {
  const name = {
    host: registry.host,
    repository,
    ...(tag === undefined ? { digest: content.descriptor.digest } : { tag }),
  }
  return pushContent(content, [name], { client, emit: () => undefined, signal: new AbortController().signal })
}

export async function readBlob(repository: string, { descriptor }: Blob, from = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const bytes of client.blob({ host: registry.host, repository }, descriptor, undefined, from))
    chunks.push(bytes)
  return Buffer.concat(chunks)
}
