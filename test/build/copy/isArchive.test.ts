import { deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { isArchive } from '../../../src/build/copy/isArchive.js'
import { fileItem } from '../../support/archives.js'
import { writeTar } from '../../support/tarItems.js'

const tar = writeTar([fileItem('a', Buffer.from('one'))])

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size))
}

test.each<[string, Buffer, boolean]>([
  ['a tar', tar, true],
  ['a tar in gzip', gzipSync(tar), true],
  ['a text', Buffer.from('hello\n'.repeat(200)), false],
  ['a text in gzip', gzipSync('hello\n'.repeat(200)), false],
  ['nothing', Buffer.alloc(0), false],
  ['nothing in gzip', gzipSync(''), false],
  ['zeros, as an empty tar has them', Buffer.alloc(10240), false],
  ['what only begins as gzip', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(600, 7)]), false],
  ['gzip cut off before the first block', gzipSync(tar).subarray(0, 20), false],
  ['a tar cut off in its first block', tar.subarray(0, 300), false],
  ['a stream of zlib, which ADD does not know', deflateSync(tar), false],
  ['a tar with a wrong checksum', Buffer.concat([Buffer.from('x'), tar.subarray(1)]), false],
])('%s: %#', async (_what, bytes, expected) => {
  for (const size of [1, 511, 1 << 20]) expect(await isArchive(inPieces(bytes, size))).toBe(expected)
})

test('no more is read than it takes', async () => {
  let read = 0
  const endless = async function* () {
    for (;;) yield await Promise.resolve(((read += 512), Buffer.alloc(512, 'a')))
  }
  expect(await isArchive(endless())).toBe(false)
  expect(read).toBeLessThan(1 << 20)
})
