import { expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import type { ImageContent } from '../../src/oci/content.js'
import { type Manifest, mediaTypes } from '../../src/oci/descriptor.js'
import { bytesBlob } from '../../src/oci/imageContent.js'
import { indexOf } from '../../src/oci/indexEntries.js'
import { ociContent } from '../../src/oci/ociContent.js'
import { thrown } from '../support/thrown.js'

function image(config: string, layer: string, architecture = 'amd64'): ImageContent {
  const part = (mediaType: string, text: string) =>
    bytesBlob({ mediaType, digest: sha256(text), size: text.length }, Buffer.from(text))
  const blobs = [part(config, architecture), part(layer, `layer of ${architecture}`)] as const
  const isDocker = config === mediaTypes.dockerConfig
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: isDocker ? mediaTypes.dockerManifest : mediaTypes.manifest,
    config: blobs[0].descriptor,
    layers: [blobs[1].descriptor],
  }
  const bytes = Buffer.from(JSON.stringify(manifest))
  const { mediaType } = manifest
  const descriptor = { mediaType, digest: sha256(bytes), size: bytes.length, platform: { os: 'linux', architecture } }
  return { kind: 'image', descriptor, bytes, manifest, blobs }
}

const docker = image(mediaTypes.dockerConfig, mediaTypes.dockerLayerGzip)
const oci = image(mediaTypes.config, mediaTypes.layerGzip, 'arm64')

test("an image of Docker's becomes one of OCI's with the same blobs, and keeps what points at it", () => {
  const made = ociContent(docker)
  const { mediaType, config, layers } = JSON.parse(Buffer.from(made.bytes).toString()) as Manifest
  expect([mediaType, config.mediaType, ...layers.map((layer) => layer.mediaType)]).toEqual([
    mediaTypes.manifest,
    mediaTypes.config,
    mediaTypes.layerGzip,
  ])
  expect(made.descriptor).toEqual({
    mediaType: mediaTypes.manifest,
    digest: sha256(made.bytes),
    size: made.bytes.byteLength,
    platform: docker.descriptor.platform,
  })
  const blobs = made.kind === 'image' ? made.blobs : []
  expect(blobs.map(({ descriptor: { digest, size } }) => ({ digest, size }))).toEqual(
    docker.blobs.map(({ descriptor: { digest, size } }) => ({ digest, size })),
  )
})

test('a list becomes an index of what its images become', () => {
  const list = indexOf([docker, oci], { schemaVersion: 2, mediaType: mediaTypes.dockerManifestList, manifests: [] })
  const made = ociContent(list)
  expect(made.descriptor.mediaType).toBe(mediaTypes.index)
  expect(JSON.parse(Buffer.from(made.bytes).toString())).toMatchObject({
    mediaType: mediaTypes.index,
    manifests: [
      {
        mediaType: mediaTypes.manifest,
        digest: ociContent(docker).descriptor.digest,
        platform: { architecture: 'amd64' },
      },
      { digest: oci.descriptor.digest, platform: { architecture: 'arm64' } },
    ],
  })
})

test('what is OCI already is the very same', () => {
  const index = indexOf([oci], { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] })
  expect(ociContent(oci)).toBe(oci)
  expect(ociContent(index)).toBe(index)
})

test('a part that OCI does not know is refused', () => {
  const foreign = image(mediaTypes.dockerConfig, 'application/vnd.docker.plugin.v1+json')
  expect(thrown(() => ociContent(foreign))).toMatchObject({ code: 'unsupported' })
})
