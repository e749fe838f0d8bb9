import { extract } from 'tar-stream'
import { describe, expect, test } from 'vitest'
import { OciPackError } from '../../../src/core/errors.js'
import type { TarHeader } from '../../../src/oci/tar/entry.js'
import { encodeHeader, endOfArchive, padding } from '../../../src/oci/tar/header.js'
import { decodeRecords, encodeRecords } from '../../../src/oci/tar/pax.js'
import { hasGnuTar, hasPython, listWithGnuTar, readWithPython } from './referees.js'
import { archive, header } from './support.js'

const long = (length: number): string => `${'d'.repeat(length - 2)}/f`
const binary = Buffer.from([0, 1, 0x0a, 0x3d, 0x80, 0xff, 0xc3, 0x28])

/** Headers of every kind, those that ustar cannot hold among them. */
const headers: readonly TarHeader[] = [
  header({ path: 'plain', size: 5, mode: 0o4755, uid: 1000, gid: 100, mtime: 1_700_000_000 }),
  header({ path: 'mode 0', mode: 0 }),
  header({ path: 'folder/', type: 'directory', mode: 0o1777 }),
  header({ path: 'link', type: 'link', linkPath: 'plain', size: 0 }),
  header({ path: 'symlink', type: 'symlink', linkPath: '../t\xc3\xa4', mode: 0o777 }),
  header({ path: 'long link', type: 'symlink', linkPath: long(300) }),
  header({ path: 'character', type: 'character', devMajor: 1, devMinor: 3 }),
  header({ path: 'block', type: 'block', devMajor: 259, devMinor: 1_048_575 }),
  header({ path: 'fifo', type: 'fifo' }),
  header({ path: 'largest ustar ids', uid: 0o7777777, gid: 0o7777777 }),
  header({ path: 'large ids', uid: 0o10000000, gid: 4_294_967_294 }),
  header({ path: 'before 1970', mtime: -1 }),
  header({ path: 'largest ustar time', mtime: 0o77777777777 }),
  header({ path: 'beyond', mtime: 2 ** 33 + 1 }),
  header({ path: 'fraction', mtime: 1, mtimeNsec: 500_000_000 }),
  header({ path: 'negative fraction', mtime: -2, mtimeNsec: 750_000_000 }),
  header({ path: 'n'.repeat(100) }),
  header({ path: 'n'.repeat(101) }),
  header({ path: long(157) }),
  header({ path: long(158) }),
  header({ path: `${'p'.repeat(155)}/${'n'.repeat(100)}` }),
  header({ path: `${'p'.repeat(150)}/${'n'.repeat(101)}` }),
  header({ path: `${'p'.repeat(150)}/${'n'.repeat(150)}/${'m'.repeat(150)}` }),
  header({ path: 'not\xff\xfeUTF-8' }),
  header({
    path: 'xattrs',
    xattrs: new Map([
      ['user.b', binary],
      ['security.capability', Buffer.from('x')],
    ]),
  }),
]

const content = archive(...headers.map((head) => [head] as const))

test.runIf(hasPython)('tarfile reads what was encoded', () => {
  const expected = headers.map(
    ({ path, mtime, mtimeNsec, xattrs, linkPath, mode, uid, gid, size, devMajor, devMinor }) => ({
      path: path.replace(/\/$/, ''),
      mtime: mtime + mtimeNsec / 1e9,
      xattrs: Object.fromEntries([...xattrs].map(([key, value]) => [key, Buffer.from(value).toString('latin1')])),
      ...{ linkPath, mode, uid, gid, size, devMajor, devMinor, flag: expect.any(String) as string },
    }),
  )
  expect(readWithPython(content)).toEqual(expected)
})

test.runIf(hasGnuTar)('GNU tar lists what was encoded', () => {
  const lines = listWithGnuTar(content)
  expect(lines).toHaveLength(headers.length)
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^-rwsr-xr-x 1000\/100 +5 2023-11-14 22:13:20 plain$/),
      expect.stringMatching(/^---------- 0\/0 +0 1970-01-01 00:00:00 mode 0$/),
      expect.stringMatching(/^drwxrwxrwt 0\/0 .* folder\/$/),
      expect.stringMatching(/^hrw-r--r-- .* link link to plain$/),
      expect.stringMatching(/^lrwxrwxrwx .* symlink -> \.\.\/t\\303\\244$/),
      expect.stringMatching(/^brw-r--r-- 0\/0 +259,1048575 .* block$/),
      expect.stringMatching(/^-rw-r--r-- 2097152\/4294967294 .* large ids$/),
      expect.stringMatching(/ 1969-12-31 23:59:59 before 1970$/),
      expect.stringMatching(/ 2242-03-16 12:56:33 beyond$/),
      expect.stringMatching(/ 1970-01-01 00:00:01.5 fraction$/),
      expect.stringMatching(/ not\\377\\376UTF-8$/),
      expect.stringMatching(new RegExp(` ${'p'.repeat(150)}/${'n'.repeat(150)}/${'m'.repeat(150)}$`)),
    ]),
  )
})

test('tar-stream reads what was encoded, as far as it reads such things', async () => {
  const names: string[] = []
  const reader = extract()
  reader.end(content)
  for await (const entry of reader) {
    names.push(entry.header.name)
    entry.resume()
  }
  expect(names).toEqual(headers.map(({ path }) => Buffer.from(path, 'latin1').toString()))
})

describe('a header is one ustar block where that holds all', () => {
  const only = (changes: Partial<TarHeader>): number => encodeHeader(header(changes)).length
  test.each<[string, Partial<TarHeader>, number]>([
    ['the largest ids', { uid: 0o7777777, gid: 0o7777777 }, 512],
    ['a larger uid', { uid: 0o10000000 }, 1536],
    ['a larger gid', { gid: 0o10000000 }, 1536],
    ['a size of 8 GiB less one', { size: 8 * 2 ** 30 - 1 }, 512],
    ['a size of 8 GiB', { size: 8 * 2 ** 30 }, 1536],
    ['the last second', { mtime: 0o77777777777 }, 512],
    ['a second more', { mtime: 2 ** 33 }, 1536],
    ['a time before 1970', { mtime: -1 }, 1536],
    ['a nanosecond', { mtimeNsec: 1 }, 1536],
    ['a name that splits', { path: `${'p'.repeat(155)}/${'n'.repeat(100)}` }, 512],
    ['a name that does not', { path: `${'p'.repeat(156)}/${'n'.repeat(100)}` }, 1536],
    ['a name with a byte that is not ASCII', { path: '\xe4' }, 1536],
    ['a link name of 100 bytes', { type: 'symlink', linkPath: 'l'.repeat(100) }, 512],
    ['a link name of 101 bytes', { type: 'symlink', linkPath: 'l'.repeat(101) }, 1536],
    ['an empty attribute', { xattrs: new Map([['user.a', Buffer.alloc(0)]]) }, 1536],
  ])('%s', (_, changes, length) => {
    expect(only(changes)).toBe(length)
  })
})

test('a hard link has no size', () => {
  const block = Buffer.from(encodeHeader(header({ type: 'link', linkPath: 'a', size: 7 })))
  expect(block.toString('latin1', 124, 136)).toBe('00000000000\0')
})

test('an attribute whose name holds = cannot be written', () => {
  const head = header({ path: 'a', xattrs: new Map([['user.x=y', Buffer.from('1')]]) })
  expect(() => encodeHeader(head)).toThrow(OciPackError)
})

test('records are in the order of their keys, and a length counts its own digits', () => {
  const value = 'v'.repeat(90)
  const bytes = encodeRecords([
    { key: 'b', value: '1' },
    { key: 'key', value },
    { key: 'a', value: '' },
  ])
  expect(bytes.toString()).toBe(`5 a=\n6 b=1\n99 key=${value}\n`.replace('99', String(bytes.length - 11)))
  expect(decodeRecords(bytes).map(({ key }) => key)).toEqual(['a', 'b', 'key'])
})

test.each([
  [0, 0],
  [1, 511],
  [511, 1],
  [512, 0],
  [9 * 2 ** 30 + 1, 511],
])('%i bytes are followed by %i of padding', (size, zeros) => {
  expect(padding(size)).toBe(zeros)
})

test('an archive ends with two blocks of zeros', () => {
  expect(Buffer.from(endOfArchive).equals(Buffer.alloc(1024))).toBe(true)
})
