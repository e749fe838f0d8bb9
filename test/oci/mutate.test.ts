import { describe, expect, it } from 'vitest'
import { digestOfHex } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import type { ImageConfig } from '../../src/oci/config.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Layer } from '../../src/oci/image.js'
import { parseConfig, parseManifest } from '../../src/oci/manifest.js'
import { manifestOf, newImage } from '../../src/oci/mutate.js'

function layer(digit: string, mediaType: string): Layer {
  const digest = digestOfHex(digit.repeat(64))
  return {
    descriptor: { mediaType, digest, size: 7 },
    diffId: digest,
    locate: () => Promise.resolve({ path: '/x', offset: 0 }),
  }
}

const layers = [layer('1', mediaTypes.dockerLayerGzip), layer('2', mediaTypes.layer)]
const config: Omit<ImageConfig, 'rootfs'> = {
  os: 'linux',
  variant: 'v7',
  history: [
    { empty_layer: true, comment: 'c', created_by: 'CMD', created: 't' },
    { empty_layer: false, created_by: 'COPY' },
  ],
  created: '1980-01-01T00:00:00Z',
  config: {
    Shell: ['/bin/sh'],
    Labels: { b: '1', a: '2' },
    Volumes: { '/b': {}, '/a': {} },
    ExposedPorts: { '80/tcp': {}, '443/tcp': {} },
    Entrypoint: [],
    Env: ['A=<b>'],
    Healthcheck: { Retries: 2, Timeout: 0, Test: ['NONE'] },
    WorkingDir: '',
    User: 'me',
  },
  author: 'me',
  architecture: 'arm',
}

describe('newImage', () => {
  it('writes the configuration in the order of Docker, without what is empty', () => {
    const { configBytes } = newImage({ config, layers })
    expect(Buffer.from(configBytes).toString()).toBe(
      '{"architecture":"arm","author":"me","config":{"User":"me","ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Env":["A=<b>"],' +
        '"Volumes":{"/a":{},"/b":{}},"Labels":{"a":"2","b":"1"},"Healthcheck":{"Test":["NONE"],"Retries":2},"Shell":["/bin/sh"]},' +
        '"created":"1980-01-01T00:00:00Z","history":[{"created":"t","created_by":"CMD","comment":"c","empty_layer":true},' +
        `{"created_by":"COPY"}],"os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:${'1'.repeat(64)}","sha256:${'2'.repeat(64)}"]},"variant":"v7"}`,
    )
  })

  it('gives a configuration that reads as it says', () => {
    const image = newImage({ config, layers })
    expect(parseConfig(image.configBytes, 'c')).toEqual(image.config)
    expect(newImage({ config: image.config, layers }).configBytes).toEqual(image.configBytes)
  })

  it('makes an image of nothing', () => {
    const { configBytes } = newImage({ config: { os: 'linux', architecture: 'amd64' }, layers: [] })
    expect(Buffer.from(configBytes).toString()).toBe(
      '{"architecture":"amd64","config":{},"history":[],"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}',
    )
  })
})

describe('manifestOf', () => {
  it('points at the configuration and the layers, with OCI media types', () => {
    const image = newImage({ config, layers })
    const { manifest, bytes, digest } = manifestOf(image)
    expect(parseManifest(bytes, 'm')).toEqual(manifest)
    expect(digest).toBe(sha256(bytes))
    expect(manifest.config).toEqual({
      mediaType: mediaTypes.config,
      digest: sha256(image.configBytes),
      size: image.configBytes.byteLength,
    })
    expect(manifest.layers.map(({ mediaType }) => mediaType)).toEqual([mediaTypes.layerGzip, mediaTypes.layer])
  })
})
