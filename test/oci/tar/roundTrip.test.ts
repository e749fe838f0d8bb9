import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EntryType, TarHeader } from '../../../src/oci/tar/entry.js'
import { encodeHeader } from '../../../src/oci/tar/header.js'
import { archive, header, readAll } from './support.js'

const bytes = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength, maxLength, min: 1 }).map((b) => Buffer.from(b).toString('latin1'))
const ascii = fc
  .array(fc.constantFrom('a', 'b', '/', ' ', '.', '\n'), { minLength: 1, maxLength: 400 })
  .map((c) => c.join(''))
const path = fc.oneof(bytes(1, 300), ascii)
const seconds = fc.oneof(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: -3, max: 3 }))
const id = fc.oneof(fc.nat(0o7777777), fc.nat(2 ** 32 - 1), fc.constantFrom(0o7777777, 0o10000000))
const xattrName = bytes(1, 60).filter((n) => !n.includes('='))

const anyHeader: fc.Arbitrary<TarHeader> = fc
  .record({
    path,
    type: fc.constantFrom<EntryType>('file', 'link', 'symlink', 'character', 'block', 'directory', 'fifo'),
    mode: fc.nat(0o7777),
    uid: id,
    gid: id,
    size: fc.nat(2000),
    mtime: seconds,
    mtimeNsec: fc.oneof(fc.constant(0), fc.nat(999_999_999)),
    linkPath: fc.oneof(bytes(1, 300), ascii),
    devMajor: fc.nat(0o7777777),
    devMinor: fc.nat(0o7777777),
    xattrs: fc
      .array(
        fc.tuple(
          xattrName,
          fc.uint8Array({ maxLength: 80 }).map((b) => Buffer.from(b)),
        ),
      )
      .map((a) => new Map(a)),
  })
  .map((h) => ({
    ...h,
    size: h.type === 'file' ? h.size : 0,
    linkPath: h.type === 'link' || h.type === 'symlink' ? h.linkPath : '',
    ...(h.type === 'character' || h.type === 'block' ? {} : { devMajor: 0, devMinor: 0 }),
  }))

test('what is encoded is read back, however the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyHeader, { maxLength: 4 }),
      fc.integer({ min: 1, max: 3000 }),
      async (headers, chunkSize) => {
        const entries = await readAll(archive(...headers.map((h) => [h] as const)), chunkSize)
        expect(entries.map((entry) => entry.header)).toEqual(headers)
      },
    ),
    { numRuns: 300 },
  )
})

test('an entry of 9 GiB tells its size, and its data is asked for before the next header', async () => {
  const bytes = encodeHeader(header({ path: 'big', size: 9 * 2 ** 30 }))
  await expect(readAll(bytes)).rejects.toThrow(/entry "big": the archive ends 9663676416 bytes before/)
})
