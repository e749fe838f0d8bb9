import { describe, expect, it } from 'vitest'
import type { Descriptor } from '../../src/oci/descriptor.js'
import { isForeign } from '../../src/oci/foreign.js'
import { sha256 } from '../../src/core/hash.js'

const urls = ['https://a.example/layer']
const descriptor = (mediaType: string, more: Partial<Descriptor>): Descriptor => ({
  mediaType,
  digest: sha256('a'),
  size: 1,
  ...more,
})

describe('a layer is foreign', () => {
  it.each([
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', { urls }, true],
    ['application/vnd.docker.image.rootfs.foreign.diff.tar', { urls }, true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', { urls }, true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+zstd', { urls }, true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar', { urls }, true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', {}, false],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', { urls: [] }, false],
    ['application/vnd.oci.image.layer.v1.tar+gzip', { urls }, false],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', { urls }, false],
  ])('of type %s with %j: %s', (mediaType, more, expected) => {
    expect(isForeign(descriptor(mediaType, more))).toBe(expected)
  })
})
