import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { sha256 } from '../../src/core/hash.js'
import type { EntryType, TarHeader } from '../../src/oci/tar/entry.js'
import { decodeIndex, encodeIndex } from '../../src/rootfs/indexCodec.js'
import type { IndexEntry, LayerIndex } from '../../src/rootfs/layerIndex.js'
import { header } from '../oci/tar/support.js'

const number = fc.oneof(fc.nat(200), fc.maxSafeNat())
const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
const text = fc.oneof(
  fc.constant('usr/share/doc'),
  bytes(40).map((b) => `usr/share/${b.toString('latin1')}`),
)
const extents = fc.array(fc.record({ offset: number, length: number }), { maxLength: 4 })

const anyEntry: fc.Arbitrary<IndexEntry> = fc
  .record({
    type: fc.constantFrom<EntryType>('file', 'link', 'symlink', 'character', 'block', 'directory', 'fifo'),
    values: fc.record({
      path: text,
      mode: fc.nat(0o7777),
      uid: number,
      gid: number,
      mtime: fc.oneof(fc.nat(5), fc.maxSafeInteger()),
      mtimeNsec: fc.oneof(fc.constant(0), fc.nat(999_999_999)),
      xattrs: fc.array(fc.tuple(text, bytes(20)), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    }),
    ...{ size: number, linkPath: text, devMajor: number, devMinor: number, offset: number },
    sparse: fc.option(extents, { nil: undefined }),
  })
  .map(({ type, values, size, linkPath, devMajor, devMinor, offset, sparse }) => {
    const device = type === 'character' || type === 'block' ? { devMajor, devMinor } : {}
    const link = type === 'link' || type === 'symlink' ? { linkPath } : {}
    const head: TarHeader = header({ type, ...values, ...device, ...link, size: type === 'file' ? size : 0 })
    return sparse ? { header: head, offset, sparse } : { header: head, offset }
  })

const anyIndex: fc.Arbitrary<LayerIndex> = fc.record({
  diffId: bytes(8).map(sha256),
  size: number,
  entries: fc.array(anyEntry, { maxLength: 12 }),
})

test('what is encoded is decoded, and gives the same bytes again', () => {
  fc.assert(
    fc.property(anyIndex, (index) => {
      const encoded = encodeIndex(index)
      expect(decodeIndex(encoded)).toEqual(index)
      expect(encodeIndex(decodeIndex(encoded)).equals(encoded)).toBe(true)
    }),
  )
})

test('more numbers than the first buffer holds', () => {
  const entries = Array.from({ length: 30_000 }, (_, i) => ({
    header: header({ path: `usr/${i}`, size: i }),
    offset: i * 1024,
  }))
  const index = { diffId: sha256('x'), size: 1, entries }
  expect(decodeIndex(encodeIndex(index))).toEqual(index)
})

test('any change, and any garbage, is refused', () => {
  const index = { diffId: sha256('x'), size: 1, entries: [{ header: header(), offset: 512 }] }
  const encoded = encodeIndex(index)
  for (let at = 0; at < encoded.length; at++) {
    const changed = Buffer.from(encoded)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => decodeIndex(changed)).toThrow(OciPackError)
    expect(() => decodeIndex(encoded.subarray(0, at))).toThrow(OciPackError)
  }
  fc.assert(
    fc.property(bytes(100), (garbage) => {
      expect(() => decodeIndex(garbage)).toThrow(OciPackError)
    }),
  )
})
