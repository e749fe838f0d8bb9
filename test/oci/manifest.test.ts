import { describe, expect, it } from 'vitest'
import { mediaTypes } from '../../src/oci/descriptor.js'
import {
  encodeJson,
  maxDocumentSize,
  parseConfig,
  parseIndex,
  parseManifest,
  parseManifestOrIndex,
} from '../../src/oci/manifest.js'
import { thrown } from '../support/thrown.js'

const digest = `sha256:${'ab'.repeat(32)}`
const descriptor = { mediaType: mediaTypes.layer, digest, size: 3 }
const manifest = {
  schemaVersion: 2,
  mediaType: mediaTypes.manifest,
  config: { ...descriptor, mediaType: mediaTypes.config },
  layers: [descriptor],
}
const index = {
  schemaVersion: 2,
  mediaType: mediaTypes.index,
  manifests: [{ ...descriptor, platform: { os: 'linux', architecture: 'arm', variant: 'v7' } }],
}
const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [digest] } }

describe('parseManifest', () => {
  it('reads OCI and Docker manifests, and leaves out what it does not know', () => {
    expect(parseManifest(encodeJson({ ...manifest, subject: null, extra: 1 }), 'm')).toEqual(manifest)
    expect(parseManifest(encodeJson({ ...manifest, mediaType: mediaTypes.dockerManifest }), 'm').mediaType).toBe(
      mediaTypes.dockerManifest,
    )
    expect(parseManifest(encodeJson({ ...manifest, mediaType: undefined, layers: null }), 'm')).toEqual({
      ...manifest,
      layers: [],
    })
  })

  it.each<[string, unknown, RegExp]>([
    ['a text', 'no', /^m: Invalid type/],
    ['null', null, /^m: Invalid type/],
    ['another version', { ...manifest, schemaVersion: 3 }, /^m: schemaVersion: /],
    ['another media type', { ...manifest, mediaType: mediaTypes.index }, /^m: mediaType: /],
    ['no configuration', { ...manifest, config: undefined }, /^m: config: /],
    ['a short digest', { ...manifest, layers: [{ ...descriptor, digest: 'sha256:ab' }] }, /^m: layers\.0\.digest: /],
    [
      'another algorithm',
      { ...manifest, config: { ...descriptor, digest: `sha512:${'a'.repeat(128)}` } },
      /^m: config\.digest: /,
    ],
    ['a negative size', { ...manifest, config: { ...descriptor, size: -1 } }, /^m: config\.size: /],
    ['a size that no number holds', { ...manifest, config: { ...descriptor, size: 2 ** 60 } }, /^m: config\.size: /],
    ['an annotation that is no text', { ...manifest, annotations: { a: 1 } }, /^m: annotations\.a: /],
  ])('names the field in %s', (_, value, message) => {
    const error = thrown(() => parseManifest(encodeJson(value), 'm'))
    expect(error).toMatchObject({ code: 'format' })
    expect(error.message).toMatch(message)
  })

  it('says what to do with schema 1', () => {
    expect(thrown(() => parseManifest(encodeJson({ schemaVersion: 1, name: 'a' }), 'm'))).toMatchObject({
      code: 'unsupported',
      message: 'm is a Docker image manifest of schema 1',
    })
  })

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['half a document', encodeJson(manifest).subarray(0, 40)],
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['too deep a document', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))],
    ['too large a document', new Uint8Array(maxDocumentSize + 1)],
  ])('refuses %s', (_, bytes) => {
    expect(thrown(() => parseManifest(bytes, 'm')).code).toBe('format')
  })
})

describe('parseIndex', () => {
  it('reads an index without a media type, as the spec allows', () => {
    expect(parseIndex(encodeJson({ ...index, mediaType: undefined }), 'i')).toEqual(index)
    expect(parseIndex(encodeJson({ ...index, manifests: null }), 'i').manifests).toEqual([])
  })
})

describe('parseManifestOrIndex', () => {
  it('tells them apart by their members', () => {
    expect(parseManifestOrIndex(encodeJson(index), 'x')).toEqual(index)
    expect(parseManifestOrIndex(encodeJson(manifest), 'x')).toEqual(manifest)
  })

  it('refuses what could be either', () => {
    expect(thrown(() => parseManifestOrIndex(encodeJson({ ...manifest, ...index }), 'x')).message).toContain(
      'both manifests and layers',
    )
  })
})

describe('parseConfig', () => {
  it('takes null for what is not there, and keeps what it knows', () => {
    const written = {
      ...config,
      docker_version: '28',
      config: {
        Hostname: '',
        Entrypoint: null,
        Volumes: null,
        Cmd: ['sh'],
        Labels: { a: 'b' },
        ExposedPorts: { '80/tcp': {} },
      },
    }
    expect(parseConfig(encodeJson(written), 'c')).toEqual({
      ...config,
      config: { Cmd: ['sh'], Labels: { a: 'b' }, ExposedPorts: { '80/tcp': {} } },
    })
  })

  it('takes an image without layers', () => {
    expect(
      parseConfig(encodeJson({ ...config, rootfs: { type: 'layers', diff_ids: null } }), 'c').rootfs.diff_ids,
    ).toEqual([])
  })

  it.each<[unknown, string]>([
    [{ ...config, os: '' }, 'c: os: '],
    [{ ...config, architecture: undefined }, 'c: architecture: '],
    [{ ...config, rootfs: undefined }, 'c: rootfs: '],
    [{ ...config, rootfs: { type: 'layers', diff_ids: ['x'] } }, 'c: rootfs.diff_ids.0: '],
    [{ ...config, config: { Env: 'A=b' } }, 'c: config.Env: '],
    [{ ...config, config: { Env: [null] } }, 'c: config.Env.0: '],
    [{ ...config, history: [{ empty_layer: 'yes' }] }, 'c: history.0.empty_layer: '],
  ])('names the wrong field in %j', (value, start) => {
    expect(thrown(() => parseConfig(encodeJson(value), 'c')).message.slice(0, start.length)).toBe(start)
  })
})
