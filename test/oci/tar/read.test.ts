import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { OciPackError } from '../../../src/core/errors.js'
import { encodeHeader, endOfArchive } from '../../../src/oci/tar/header.js'
import { encodeRecords, type PaxRecord } from '../../../src/oci/tar/pax.js'
import { readTar } from '../../../src/oci/tar/read.js'
import { hasGnuTar, hasPython, makeWithGnuTar, readWithPython, runPython } from './referees.js'
import { archive, chunks, header, readAll } from './support.js'

const folder = mkdtempSync(join(tmpdir(), 'oci-pack-tar-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A header block with bytes changed, its checksum right again. */
function patched(block: Uint8Array, ...changes: readonly (readonly [at: number, text: string])[]): Buffer {
  const bytes = Buffer.from(block)
  for (const [at, text] of changes) bytes.write(text, at, 'latin1')
  bytes.fill(' ', 148, 156)
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

/** An entry that carries data for the next one: a pax header, a long name. */
function carrier(flag: string, data: Uint8Array): Buffer {
  const padded = Buffer.concat([data, Buffer.alloc((512 - (data.length % 512)) % 512)])
  return Buffer.concat([patched(encodeHeader(header({ path: 'carrier', size: data.length })), [156, flag]), padded])
}

const pax = (flag: 'x' | 'g', ...records: readonly PaxRecord[]): Buffer => carrier(flag, encodeRecords(records))
const read = (...parts: readonly Uint8Array[]): ReturnType<typeof readAll> => readAll(Buffer.concat(parts))

describe('what other writers wrote', () => {
  const script = (format: string): string => `
out = io.BytesIO()
archive = tarfile.open(fileobj=out, mode='w', format=tarfile.${format}, encoding='utf-8', errors='surrogateescape')
def add(name, data=b'', **values):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in values.items(): setattr(info, key, value)
    archive.addfile(info, io.BytesIO(data))
add('plain', b'hello', mode=0o4755, uid=1000, gid=100, mtime=1700000000)
add('d', type=tarfile.DIRTYPE, mode=0)
add('hard', type=tarfile.LNKTYPE, linkname='plain')
add('soft', type=tarfile.SYMTYPE, linkname='x' * (90 if '${format}' == 'USTAR_FORMAT' else 300))
add('null', type=tarfile.CHRTYPE, devmajor=1, devminor=3)
add('a' * 90 + '/' + 'b' * 90, b'split')
if '${format}' != 'USTAR_FORMAT':
    add('n' * 300, b'long', uid=3000000, gid=2**32 - 2, mtime=-1)
    add('later', mtime=2**33 + 5)
    add(b'raw\\xff\\xfe'.decode('utf-8', 'surrogateescape'), b'x')
archive.close()
sys.stdout.buffer.write(out.getvalue())`

  test.runIf(hasPython).each(['USTAR_FORMAT', 'GNU_FORMAT', 'PAX_FORMAT'])('tarfile, %s', async (format) => {
    const bytes = runPython(script(format))
    const entries = await readAll(bytes, 700)
    const seen = entries.map(({ header: h }) => [
      h.path.replace(/\/$/, ''),
      h.linkPath,
      h.mode,
      h.uid,
      h.gid,
      h.size,
      h.mtime,
    ])
    const expected = readWithPython(bytes).map((e) => [e.path, e.linkPath, e.mode, e.uid, e.gid, e.size, e.mtime])
    expect(seen).toEqual(expected)
    expect(entries.map(({ header: h }) => h.type).slice(0, 5)).toEqual([
      'file',
      'directory',
      'link',
      'symlink',
      'character',
    ])
    expect(entries[0]?.content.toString()).toBe('hello')
  })

  test.runIf(hasGnuTar).each(['v7', 'oldgnu', 'gnu', 'ustar', 'pax'])('GNU tar, %s', async (format) => {
    writeFileSync(join(folder, 'file'), 'content')
    const options = [`--format=${format}`, '--owner=:1234', '--group=:5', '--mode=0640', '--mtime=@1000000000', 'file']
    const [entry, ...others] = await readAll(makeWithGnuTar(folder, ...options))
    expect(others).toEqual([])
    expect(entry?.header).toEqual(
      header({ path: 'file', size: 7, uid: 1234, gid: 5, mode: 0o640, mtime: 1_000_000_000 }),
    )
    expect(entry?.content.toString()).toBe('content')
  })

  test.runIf(hasGnuTar)('GNU tar, a negative time with a fraction', async () => {
    writeFileSync(join(folder, 'file'), 'content')
    const [entry] = await readAll(makeWithGnuTar(folder, '--format=pax', '--mtime=@-1.25', 'file'))
    expect([entry?.header.mtime, entry?.header.mtimeNsec]).toEqual([-2, 750_000_000])
  })
})

describe('sparse files', () => {
  const size = 3_000_000
  /** 60 extents of data, more than a GNU header and one block of its map hold, and holes before, between and behind. */
  const content = Buffer.alloc(size)
  const file = openSync(join(folder, 'sparse'), 'w')
  for (let i = 1; i <= 60; i++) {
    content.fill(i, i * 40_960, i * 40_960 + 4096)
    writeSync(file, content, i * 40_960, 4096, i * 40_960)
  }
  ftruncateSync(file, size)
  closeSync(file)
  writeFileSync(join(folder, 'hole'), '')
  truncateSync(join(folder, 'hole'), 1_000_000)

  const variants = [
    ['--format=gnu'],
    ['--format=oldgnu'],
    ['--format=pax', '--sparse-version=0.0'],
    ['--format=pax', '--sparse-version=0.1'],
    ['--format=pax', '--sparse-version=1.0'],
  ].map((options) => ({ name: options.join(' '), options }))

  test.runIf(hasGnuTar).each(variants)('GNU tar, $name', async ({ options }) => {
    writeFileSync(join(folder, 'after'), 'after')
    const names = ['sparse', 'hole', 'after']
    const bytes = makeWithGnuTar(folder, '--sparse', '--hole-detection=raw', ...options, ...names)
    const [sparse, hole, after] = await readAll(bytes, 5000)
    expect(sparse?.header).toMatchObject({ path: 'sparse', type: 'file', size })
    expect(sparse?.content.equals(content)).toBe(true)
    expect(sparse?.sparse?.length).toBe(60)
    expect(sparse?.storedSize).toBe(60 * 4096)
    const at = sparse?.offset ?? 0
    expect(bytes.subarray(at, at + 4096).equals(Buffer.alloc(4096, 1))).toBe(true)
    expect(hole?.content.equals(Buffer.alloc(1_000_000))).toBe(true)
    expect(after?.content.toString()).toBe('after')
  })

  test.each([
    ['beyond the size', '0,600', '512'],
    ['backwards', '100,100,50,100', '512'],
    ['not all that is stored', '0,100', '512'],
    ['an odd count', '0,200,300', '512'],
    ['no number', '0,x', '512'],
  ])('a map that is wrong is refused: %s', async (_, map, real) => {
    const records = [
      { key: 'GNU.sparse.map', value: map },
      { key: 'GNU.sparse.size', value: real },
    ]
    await expect(read(pax('x', ...records), archive([header({ size: 200 })]))).rejects.toThrow(OciPackError)
  })
})

describe('numbers', () => {
  test.each([
    ['spaces in front and behind', [100, '   644 '], { mode: 0o644 }],
    ['the last octal digit in place of a NUL', [108, '00001750'], { uid: 1000 }],
    ['base-256', [108, '\x80\0\0\0\0\x2d\xc6\xc0'], { uid: 3_000_000 }],
    ['a negative time', [136, '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff'], { mtime: -1 }],
    ['an empty field', [116, '\0\0\0\0\0\0\0\0'], { gid: 0 }],
  ] as const)('%s', async (_, change, expected) => {
    const [entry] = await read(patched(encodeHeader(header()), change), endOfArchive)
    expect(entry?.header).toMatchObject(expected)
  })

  test.each([
    ['letters', 'its uid is not a number that fits', [108, 'abc\0']],
    ['a negative id', 'its uid is negative', [108, '\xff\xff\xff\xff\xff\xff\xff\xff']],
    ['more than 2^53', 'its size is not a number that fits', [124, '\x80\0\0\x01\0\0\0\0\0\0\0\0']],
  ] as const)('refused: %s', async (_, message, change) => {
    const bytes = [archive([header()]).subarray(0, 512), patched(encodeHeader(header()), change)]
    await expect(read(...bytes)).rejects.toThrow(`tar archive at byte 512, entry "file": ${message}`)
  })

  test('a checksum over signed bytes', async () => {
    const block = Buffer.from(patched(encodeHeader(header({ path: 'abc' })), [0, '\xe4\xff']))
    const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : (byte << 24) >> 24), 0)
    block.write(sum.toString(8).padStart(6, '0'), 148)
    expect((await read(block, endOfArchive))[0]?.header.path).toBe('\xe4\xffc')
  })
})

describe('kinds', () => {
  test.each([
    ['\0', 'file', 'file'],
    ['\0', 'folder/', 'directory'],
    ['7', 'contiguous', 'file'],
    ['5', 'folder/', 'directory'],
  ])('type flag %j of %s is a %s', async (flag, path, type) => {
    const [entry] = await read(patched(encodeHeader(header({ path })), [156, flag]), endOfArchive)
    expect(entry?.header.type).toBe(type)
  })

  test('an unknown type flag is refused, as Docker does', async () => {
    const bytes = patched(encodeHeader(header()), [156, 'V'])
    await expect(read(bytes, endOfArchive)).rejects.toThrow('its type flag "V" is unknown')
  })

  test.each(['1', '2', '5', '6'])('the size of type flag %s means no data', async (flag) => {
    const block = patched(encodeHeader(header({ size: 600 })), [156, flag])
    const entries = await read(block, archive([header({ path: 'next' })]))
    expect(entries.map((entry) => [entry.header.path, entry.header.size])).toEqual([
      ['file', 0],
      ['next', 0],
    ])
  })
})

describe('pax records', () => {
  const path = (value: string): PaxRecord => ({ key: 'path', value })

  test('they hold for the next entry alone', async () => {
    const entries = await read(pax('x', path('p'), { key: 'uid', value: '7' }), archive([header()], [header()]))
    expect(entries.map((entry) => [entry.header.path, entry.header.uid])).toEqual([
      ['p', 7],
      ['file', 0],
    ])
  })

  test('global ones hold for all that follow, and own ones come first', async () => {
    const uid = (value: string): PaxRecord => ({ key: 'uid', value })
    const one = archive([header()]).subarray(0, 512)
    const entries = await read(
      pax('g', uid('5')),
      one,
      pax('x', uid('6')),
      one,
      pax('x', uid('')),
      one,
      pax('g', uid('')),
      one,
    )
    expect(entries.map((entry) => entry.header.uid)).toEqual([5, 6, 0, 0])
  })

  test('an attribute keeps any bytes, = and none at all among them', async () => {
    const records = ['', '=\n\0\xff'].map((value, i) => ({ key: `SCHILY.xattr.user.${i}`, value }))
    const [entry] = await read(pax('x', ...records), archive([header()]))
    expect([...(entry?.header.xattrs.values() ?? [])].map((value) => Buffer.from(value).toString('latin1'))).toEqual([
      '',
      '=\n\0\xff',
    ])
  })

  test('GNU long names come before pax paths', async () => {
    const entries = await read(carrier('L', Buffer.from('gnu\0')), pax('x', path('pax')), archive([header()]))
    expect(entries[0]?.header.path).toBe('gnu')
  })

  test.each([
    ['a length that is no number', 'x a=b\n'],
    ['a length beyond the end', '99 a=b\n'],
    ['no newline', '6 a=bc'],
    ['no =', '5 ab\n'],
    ['no key', '5 =b\n'],
    ['a NUL in a path', '10 path=\0\n'],
    ['a negative size', '11 size=-1\n'],
    ['a time that is none', '12 mtime=1e5\n'],
  ])('refused: %s', async (_, text) => {
    await expect(read(carrier('x', Buffer.from(text)), archive([header()]))).rejects.toThrow(OciPackError)
  })

  test('no more than the limit is read, in one header or in several', async () => {
    const message = 'its extended header is over the limit of 4096 bytes'
    const record = pax('x', path('p'.repeat(3000)))
    await expect(readAll(carrier('x', Buffer.alloc(5000)), 100, { metadata: 4096 })).rejects.toThrow(message)
    await expect(readAll(Buffer.concat([record, record]), 100, { metadata: 4096 })).rejects.toThrow(message)
    const huge = patched(encodeHeader(header({ size: 8 * 2 ** 30 - 1 })), [156, 'L'])
    await expect(readAll(huge)).rejects.toThrow('its extended header is over the limit of 1048576 bytes')
  })
})

describe('the end', () => {
  const file = archive([header({ size: 700 })]).subarray(0, 512 + 1024)

  test('without blocks of zeros, after one, after two and garbage', async () => {
    for (const end of [Buffer.alloc(0), Buffer.alloc(512), Buffer.concat([endOfArchive, Buffer.from('garbage')])]) {
      expect((await read(file, end)).length).toBe(1)
    }
  })

  test('what follows the end is read from the source', async () => {
    let taken = 0
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks(Buffer.concat([file, endOfArchive, Buffer.alloc(100_000, 'x')]), 1000)) {
        taken += chunk.length
        yield chunk
      }
    }
    for await (const entry of readTar(counted())) expect(entry.header.path).toBe('file')
    expect(taken).toBe(file.length + 1024 + 100_000)
  })

  test.each([
    ['a header', file.subarray(0, 100), 'tar archive at byte 0: the archive ends within a header'],
    [
      'data',
      file.subarray(0, 1000),
      'tar archive at byte 0, entry "file": the archive ends 212 bytes before the data of this entry does',
    ],
    [
      'a block of zeros alone',
      Buffer.concat([Buffer.alloc(512), file]),
      'tar archive at byte 0: one block of zeros stands alone',
    ],
    [
      'no header',
      Buffer.concat([file, Buffer.alloc(512, 'x')]),
      'tar archive at byte 1536: this is no tar header: its checksum is wrong',
    ],
  ])('refused: %s', async (_, bytes, message) => {
    await expect(readAll(bytes)).rejects.toThrow(new OciPackError('format', message))
    const skip = async (): Promise<void> => {
      for await (const entry of readTar(chunks(bytes))) expect(entry.header.path).toBe('file')
    }
    await expect(skip()).rejects.toThrow(new OciPackError('format', message))
  })

  test('padding may be missing at the very end', async () => {
    expect((await read(file.subarray(0, 512 + 700)))[0]?.content.length).toBe(700)
  })
})

test('a body that was read in part is skipped to its end, and cannot be read later', async () => {
  const bytes = archive([header({ path: 'a', size: 2000 })], [header({ path: 'b', size: 3 }), Buffer.from('abc')])
  const bodies: AsyncGenerator<Uint8Array>[] = []
  const names: string[] = []
  for await (const entry of readTar(chunks(bytes, 900))) {
    names.push(entry.header.path)
    const body = entry.body()
    await body.next()
    bodies.push(body)
  }
  expect(names).toEqual(['a', 'b'])
  await expect(bodies[0]?.next()).rejects.toThrow('after the next entry')
})

test('whoever stops early closes the source; errors of the source pass unchanged', async () => {
  let closed = false
  const failure = new Error('the disk is gone')
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield archive([header()])
      throw failure
    } finally {
      closed = true
    }
  }
  for await (const entry of readTar(source())) if (entry.header.path === 'file') break
  expect(closed).toBe(true)
  const all = async (): Promise<void> => {
    for await (const entry of readTar(source())) expect(entry.header.path).toBe('file')
  }
  await expect(all()).rejects.toBe(failure)
})

test('whatever is done to an archive, it is read or refused with an OciPackError', async () => {
  const extents = '0,100,200,100'
  const sparse = pax('x', { key: 'GNU.sparse.map', value: extents }, { key: 'GNU.sparse.size', value: '400' })
  const v1 = [
    ['major', '1'],
    ['minor', '0'],
    ['realsize', '900'],
    ['name', 's'],
  ].map(([key, value]) => ({ key: `GNU.sparse.${key ?? ''}`, value: value ?? '' }))
  const map = Buffer.alloc(512 + 100)
  map.write('1\n5\n100\n')
  const gnu = patched(
    encodeHeader(header({ size: 100 })),
    [156, 'S'],
    [257, 'ustar  \0'],
    [386, '00000000000\x0000000000144\0'],
    [483, '00000000500\0'],
  )
  const whole = Buffer.concat([
    archive([
      header({
        path: 'long'.repeat(50),
        size: 3,
        mtime: -5,
        uid: 2 ** 30,
        xattrs: new Map([['user.a', Buffer.from('b')]]),
      }),
    ]).subarray(0, -1024),
    sparse,
    archive([header({ size: 200 })]).subarray(0, -1024),
    pax('x', ...v1),
    archive([header({ size: map.length }), map]).subarray(0, -1024),
    gnu,
    Buffer.alloc(512),
    carrier('L', Buffer.from('name')),
    carrier('K', Buffer.from('link')),
    archive([header({ type: 'symlink', linkPath: 'x' })]),
  ])
  expect((await readAll(whole)).length).toBe(5)
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.nat(whole.length),
      fc.boolean(),
      async (changes, end, mend) => {
        const bytes = Buffer.from(whole.subarray(0, end < 500 ? end : whole.length))
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        // Most changes only break a checksum: mend them, so that the fields themselves are met.
        if (mend)
          for (let at = 0; at + 512 <= bytes.length; at += 512)
            if (whole.toString('latin1', at + 257, at + 262) === 'ustar')
              patched(bytes.subarray(at, at + 512)).copy(bytes, at)
        try {
          for await (const entry of readTar(chunks(bytes, 300))) {
            let left = 100_000
            for await (const part of entry.body()) if ((left -= part.length) < 0) break
          }
        } catch (error) {
          expect(error).toBeInstanceOf(OciPackError)
        }
      },
    ),
    { numRuns: 2000 },
  )
})
