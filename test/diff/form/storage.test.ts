import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { storageOf } from '../../../src/diff/form/storage.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import { diskLayer } from '../../support/diskLayer.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()

/** A gzip header (RFC 1952) with a name and a time, before the rest of what zlib writes. */
function named(level: number): Buffer {
  const plain = gzipSync('text', { level })
  const header = Buffer.from(plain.subarray(0, 10))
  header[3] = 8
  header.writeUInt32LE(1_000_000, 4)
  return Buffer.concat([header, Buffer.from('a\x1b.tar\0'), plain.subarray(10)])
}

const match = (pattern: RegExp): unknown => expect.stringMatching(pattern)

describe('how a layer is stored', () => {
  test.each([
    ['a plain one', Buffer.from('tar'), { compression: 'none' }],
    ['one that is empty', Buffer.alloc(0), { compression: 'none' }],
    ['gzip', gzipSync('text'), { compression: 'gzip', gzip: match(/^level not told, no time, system \d+$/) }],
    ['the best gzip', gzipSync('text', { level: 9 }), { gzip: match(/^best level, /) }],
    ['gzip with a name', named(1), { gzip: match(/^fastest level, time 1000000, system \d+, named "a\\u001b.tar"$/) }],
    ['a gzip header that is cut off', Buffer.from('1f8b08', 'hex'), { compression: 'gzip' }],
  ])('%s', async (_, bytes, expected: object) => {
    const layer = diskLayer(folder, bytes)
    const told = await storageOf(layer, false)
    expect(told).toMatchObject({ digest: layer.descriptor.digest, size: bytes.length, ...expected })
  })

  test.each([
    [mediaTypes.layerGzip, 'gzip'],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', 'gzip'],
    ['application/vnd.oci.image.layer.v1.tar+zstd', 'zstd'],
    [mediaTypes.layer, 'none'],
  ])('afar, %s', async (mediaType, compression) => {
    const layer = diskLayer(folder, Buffer.alloc(0))
    const descriptor = { ...layer.descriptor, mediaType }
    const afar = { ...layer, descriptor, locate: () => Promise.reject(new Error('it is not to be fetched')) }
    expect(await storageOf(afar, true)).toMatchObject({ mediaType, compression })
  })
})
