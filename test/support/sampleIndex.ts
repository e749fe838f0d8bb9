import { sha256 } from '../../src/core/hash.js'
import { type Descriptor, mediaTypes } from '../../src/oci/descriptor.js'
import { pushSample } from './realRegistry.js'
import { type SampleImage, sampleImage, sampleTar } from './sampleImage.js'

/** An index of two images, and what says something about one of them. */
export interface SampleIndex {
  readonly images: { readonly amd64: SampleImage; readonly arm64: SampleImage }
  /** Of each document as the registry has it. */
  readonly digests: { readonly amd64: string; readonly arm64: string; readonly index: string }
}

/**
 * Pushes the same two images to a repository by plain HTTP: `index` is an index of both with an attestation, `single` is the one for amd64.
 * They share their first layer.
 */
export async function pushSampleIndex(host: string, repository: string): Promise<SampleIndex> {
  const shared = await sampleTar({ shared: Buffer.alloc(200_000, 's') })
  const amd64 = sampleImage([shared, await sampleTar({ own: 'amd64' })])
  const arm64 = sampleImage([shared, await sampleTar({ own: 'arm64' })], 'arm64')
  const attestation: SampleImage = { ...sampleImage([await sampleTar({ statement: '{}' })], 'unknown') }
  const entries: Descriptor[] = []
  for (const [architecture, image] of [
    ['amd64', amd64],
    ['arm64', arm64],
  ] as const) {
    await pushSample(host, repository, architecture, image)
    entries.push({ ...entryOf(image), platform: { architecture, os: 'linux' } })
  }
  await pushSample(host, repository, 'single', amd64)
  await pushSample(host, repository, 'attestation', attestation)
  const annotations = {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': entries[0]?.digest ?? '',
  }
  entries.push({ ...entryOf(attestation), annotations, platform: { architecture: 'unknown', os: 'unknown' } })
  const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: entries }, null, 2)
  const response = await fetch(`http://${host}/v2/${repository}/manifests/index`, {
    method: 'PUT',
    headers: { 'content-type': mediaTypes.index },
    body: index,
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return {
    images: { amd64, arm64 },
    digests: { amd64: entries[0]?.digest ?? '', arm64: entries[1]?.digest ?? '', index: sha256(index) },
  }
}

function entryOf({ manifest }: SampleImage): Descriptor {
  const bytes = Buffer.from(JSON.stringify(manifest))
  return { mediaType: manifest.mediaType, digest: sha256(bytes), size: bytes.length }
}
