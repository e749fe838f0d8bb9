import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Cause } from '../../../src/reproduce/causes/cause.js'
import { causeOf } from '../../../src/reproduce/causes/causeOf.js'
import { differingByte, sampleOfBytes } from '../../../src/reproduce/samples.js'
import { writeTar } from '../../support/tarItems.js'

const now = Date.UTC(2026, 10, 27, 17, 5, 11) / 1000

function causeOfBytes(path: string, first: Buffer, second: Buffer): Cause | undefined {
  const place = differingByte(first, second)
  return causeOf({ path, place, first: sampleOfBytes(first, place), second: sampleOfBytes(second, place), now })
}

const causeOfTexts = (path: string, first: string, second: string): string | undefined =>
  causeOfBytes(path, Buffer.from(first), Buffer.from(second))?.id

/** gzip as its command writes it: with the time of the file. */
function gzipOf(bytes: Buffer, time: number): Buffer {
  const packed = gzipSync(bytes)
  packed.writeUInt32LE(time, 4)
  return packed
}

function bytecode(flags: number, time: number, code = 'code'): Buffer {
  const head = Buffer.alloc(16)
  head.set([0xa7, 0x0d, 0x0d, 0x0a])
  head.writeUInt32LE(flags, 4)
  head.writeUInt32LE(time, 8)
  return Buffer.concat([head, Buffer.from(code)])
}

/** A zip archive's local header, with nothing behind its name; `more` is an extra field. */
function zipOf(time: number, more = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(30)
  head.write('PK\x03\x04', 'latin1')
  head.writeUInt32LE(time, 10)
  head.writeUInt16LE(1, 26)
  head.writeUInt16LE(more.length, 28)
  return Buffer.concat([head, Buffer.from('a'), more])
}

function extendedTime(time: number): Buffer<ArrayBuffer> {
  const field = Buffer.from('UT\x05\0\x01\0\0\0\0', 'latin1')
  field.writeUInt32LE(time, 5)
  return field
}

function tarOf(mtime: number, body = 'same'): Buffer {
  const item = { name: 'a', type: 'file', mode: 0o644, uid: 0, gid: 0, mtime, body: Buffer.from(body) } as const
  return writeTar([{ ...item, target: '', device: '0:0', xattrs: {} }])
}

function binary(time: number, big = false): Buffer {
  const bytes = Buffer.alloc(64, 0xff)
  if (big) bytes.writeUInt32BE(time, 20)
  else bytes.writeUInt32LE(time, 20)
  return bytes
}

describe('by the form of a file', () => {
  const plain = Buffer.from('text')
  test.each([
    ['the time in a header of gzip', gzipOf(plain, 1), gzipOf(plain, 2), 'gzip-time'],
    ['a date within gzip', gzipOf(Buffer.from('on 2026-11-27'), 0), gzipOf(Buffer.from('on 2026-11-28'), 0), 'time'],
    ['a tar within gzip', gzipOf(tarOf(1), 0), gzipOf(tarOf(2), 0), 'tar-time'],
    ['a time within zip', zipOf(1), zipOf(2), 'zip-time'],
    ['an extended time within zip', zipOf(1, extendedTime(now)), zipOf(1, extendedTime(now + 5)), 'zip-time'],
    ['a time within tar', tarOf(now), tarOf(now + 1), 'tar-time'],
    [
      "ldconfig's own cache",
      Buffer.from('glibc-ld.so.auxcache-1.0\0a'),
      Buffer.from('glibc-ld.so.auxcache-1.0\0b'),
      'ldconfig-cache',
    ],
    ['a time in binary form', binary(now - 9), binary(now), 'binary-time'],
    ['the same with the other end first', binary(now - 9, true), binary(now, true), 'binary-time'],
  ])('%s', (_, first, second, id) => {
    expect(causeOfBytes('/opt/file', first, second)?.id).toBe(id)
  })

  test.each([
    ['bytes of no meaning', binary(77), binary(78)],
    ['a time of long ago', binary(now - 5 * 366 * 86400), binary(now - 5 * 366 * 86400 + 1)],
    ['what a tar holds', tarOf(now, 'some'), tarOf(now, 'same')],
    ['what a gzip holds', gzipOf(Buffer.from('some'), 0), gzipOf(Buffer.from('same'), 0)],
    [
      'what is no gzip behind its magic',
      Buffer.from('\x1f\x8baaaaaaaaaa', 'latin1'),
      Buffer.from('\x1f\x8baaaaaaaabb', 'latin1'),
    ],
    ['a zip whose names differ', zipOf(1), Buffer.concat([zipOf(1).subarray(0, 30), Buffer.from('b')])],
  ])('%s tells nothing', (_, first, second) => {
    expect(causeOfBytes('/opt/file', first, second)).toBeUndefined()
  })

  test('a .pyc whose source had another time, or that came out otherwise', () => {
    const path = '/app/__pycache__/a.cpython-311.pyc'
    expect(causeOfBytes(path, bytecode(0, now - 1), bytecode(0, now))?.id).toBe('pyc-time')
    expect(causeOfBytes(path, bytecode(0, now, 'cod1'), bytecode(0, now, 'cod2'))?.id).toBe('pyc')
    expect(causeOfBytes(path, bytecode(1, now - 1), bytecode(1, now))?.id).toBe('pyc')
  })

  test('what a file holds counts before its place', () => {
    expect(causeOfBytes('/var/log/a.gz', gzipOf(plain, 1), gzipOf(plain, 2))?.id).toBe('gzip-time')
  })
})

describe('by its text', () => {
  test.each([
    ['Fri Nov 27 17:05:11 UTC 2026\n', 'Fri Nov 27 17:05:14 UTC 2026\n'],
    ['Fri Nov 27 05:05:11 PM CET 2026\n', 'Fri Nov 27 05:06:11 PM CET 2026\n'],
    ['at 2026-11-27T17:05:11.123Z', 'at 2026-11-27T17:05:11.456Z'],
    ['2026-11-27 17:05:11 status installed', '2026-11-28 17:05:11 status installed'],
    ['built 20261127', 'built 20261128'],
    ['Fri, 27 Nov 2026 17:05:11 +0000', 'Fri, 27 Nov 2026 17:05:12 +0000'],
    ['[27/Nov/2026:17:05:11 +0000]', '[27/Nov/2026:17:05:12 +0000]'],
    ['Nov 27 17:05:11 host', 'Nov 27 17:05:12 host'],
    [`{"time":${now},"a":1}`, `{"time":${now + 1},"a":1}`],
    [`${now}000`, `${now}999`],
    ['\0\0Nov 27 2026\0\0', '\0\0Nov 28 2026\0\0'],
  ])('the time: %j', (first, second) => {
    expect(causeOfTexts('/opt/file', first, second)).toBe('time')
  })

  test.each([
    ['b9f2accd-5622-40a5-b25a-2d361c29bf0e', '0f821641-3743-448e-89ae-845fa686de08', 'uuid'],
    ['in /tmp/tmp.a1b2c3/x', 'in /tmp/tmp.d4e5f6/x', 'temporary-name'],
    ['token=9f86d081884c7d659a2feaa0', 'token=60303ae22b998861bce3b28f', 'random'],
    ['b\na\nc\n', 'c\na\nb\n', 'line-order'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3', '-----BEGIN OPENSSH PRIVATE KEY-----\nc4', 'key'],
    ['1c638fdef83349c89dffbcf51a67b639\n', '926fa8a332ce43ada1fc670521ad5787\n', 'machine-id'],
  ])('%j', (first, second, id) => {
    expect(causeOfTexts('/opt/file', first, second)).toBe(id)
  })

  test.each([
    ['hello', 'hallo'],
    ['version 1.2.3', 'version 1.2.4'],
    ['1234567890', '1234567891'],
    ['', 'more'],
    ['at 2026-11-27 a', 'at 2026-11-27 b'],
  ])('%j and %j tell nothing', (first, second) => {
    expect(causeOfTexts('/opt/file', first, second)).toBeUndefined()
  })
})

test.each([
  ['/var/lib/apt/lists/deb.debian.org_dists_bookworm_InRelease', 'apt-lists'],
  ['/var/cache/apt/pkgcache.bin', 'apt-cache'],
  ['/var/cache/debconf/templates.dat-old', 'backup'],
  ['/etc/passwd-', 'backup'],
  ['/var/lib/dpkg/status', 'packages'],
  ['/lib/apk/db/installed', 'packages'],
  ['/var/log/dpkg.log', 'log'],
  ['/etc/shadow', 'shadow-day'],
  ['/root/.npm/_logs/x.log', 'tool-cache'],
  ['/home/me/.cache/pip/http/1', 'tool-cache'],
  ['/tmp/left', 'temporary'],
  ['/var/cache/fontconfig/1-le64.cache-7', 'cache'],
  ['/root/.wget-hsts', 'leftover'],
])('by its place: %s', (path, id) => {
  expect(causeOfTexts(path, 'one', 'two')).toBe(id)
})
