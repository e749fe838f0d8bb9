import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openFile } from '../../../../src/core/host/readExtent.js'
import { readCentralDirectory } from '../../../../src/task/bundle/zip/centralDirectory.js'
import { inflate } from '../../../../src/task/bundle/zip/inflate.js'
import { walkZip } from '../../../../src/task/bundle/zip/walk.js'
import { zipFile } from '../../../../src/task/bundle/zip/zipFile.js'
import { runOk } from '../../../support/command.js'
import { temporaryFolder } from '../../../support/folder.js'
import { failure } from '../../../support/thrown.js'
import { chunks, gather } from '../../../oci/tar/support.js'
import { type RawEntry, rawZip } from '../rawZip.js'
import { hasJava, hasPython, hasZip, type Listed } from './referees.js'

const folder = temporaryFolder()
const path = join(folder, 'a.zip')

/** What is read of a zip: every second entry by its body, the others passed over. */
async function read(zip: string, every = 1): Promise<Listed[]> {
  const file = await openFile(zip)
  try {
    const { size } = await file.stat()
    const listed: Listed[] = []
    const directory = await readCentralDirectory(zipFile(file, zip, size))
    let count = 0
    for await (const { entry } of walkZip(zipFile(file, zip, size), directory)) {
      if (count++ % every > 0) continue
      const body = await gather(entry.body())
      await entry.end()
      expect(entry.intact).toBe(true)
      listed.push([entry.header.name, body.length, crc32(body)])
    }
    return listed
  } finally {
    await file.close()
  }
}

const entry = fc.record(
  {
    name: fc.stringMatching(/^[a-z]{1,10}$/),
    body: fc
      .oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(3_000_000)))
      .map((body) => Buffer.from(body)),
    method: fc.constantFrom(0, 8),
    descriptor: fc.constantFrom('signed', 'bare', 'wide'),
    zip64: fc.boolean(),
  },
  { requiredKeys: ['name', 'body'] },
)
/** A stored entry with its sizes behind it cannot be read as a stream. */
const readable = entry.map(({ descriptor, ...rest }): RawEntry => {
  return descriptor && rest.method === 8 ? { ...rest, descriptor } : rest
})

describe('walkZip', () => {
  it('reads all that a stream can tell, whichever entries are passed over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(readable, { maxLength: 6 }), fc.constantFrom(1, 2, 7), async (entries, every) => {
        writeFileSync(path, rawZip(entries))
        const expected = entries.map(({ name, body }) => [name, body.length, crc32(body)])
        expect(await read(path, every)).toEqual(expected.filter((_, i) => i % every === 0))
      }),
      { numRuns: 60 },
    )
  })

  it.runIf(hasPython)('reads what Python writes, to files and to pipes, of all methods', async () => {
    const script = `
import sys, zipfile
class Pipe:
    def __init__(self, f): self.f = f
    def write(self, b): return self.f.write(b)
    def flush(self): self.f.flush()
body = b''.join(b'%d' % i for i in range(100000))
with open(sys.argv[1] + '/file.zip', 'wb') as f, zipfile.ZipFile(f, 'w') as z:
    for name, method in (('a', 0), ('b', 8), ('c', 12)): z.writestr(zipfile.ZipInfo(name), body, method)
with open(sys.argv[1] + '/pipe.zip', 'wb') as f, zipfile.ZipFile(Pipe(f), 'w') as z:
    z.writestr(zipfile.ZipInfo('d'), body, 8)
    info = zipfile.ZipInfo('f'); info.compress_type = 8
    with z.open(info, 'w', force_zip64=True) as e: e.write(body)
`
    const place = join(folder, 'python')
    mkdirSync(place)
    await runOk('python3', ['-c', script, place])
    const body = Buffer.from(Array.from({ length: 100000 }, (_, i) => String(i)).join(''))
    const listed = (name: string): Listed => [name, body.length, crc32(body)]
    expect(await read(join(place, 'file.zip'))).toEqual(['a', 'b', 'c'].map(listed))
    expect(await read(join(place, 'pipe.zip'))).toEqual(['d', 'f'].map(listed))
  })

  it.runIf(hasZip)('reads what Info-ZIP writes, to files and to pipes', async () => {
    const place = join(folder, 'info-zip')
    mkdirSync(place)
    const body = Buffer.alloc(200_000, 'text ')
    writeFileSync(join(place, 'a'), body)
    await runOk(
      'bash',
      ['-c', 'zip -q file.zip a; zip -q0 stored.zip a; zip -q - a | cat >pipe.zip; cat a | zip -q - - | cat >both.zip'],
      { cwd: place },
    )
    for (const [zip, name] of [
      ['file', 'a'],
      ['stored', 'a'],
      ['pipe', 'a'],
      ['both', '-'],
    ] as const) {
      expect(await read(join(place, `${zip}.zip`))).toEqual([[name, body.length, crc32(body)]])
    }
  })

  it.runIf(hasJava)('reads what Java writes', async () => {
    const source = join(folder, 'Write.java')
    const zip = join(folder, 'java.zip')
    writeFileSync(
      source,
      `import java.io.*; import java.util.zip.*;
       class Write { public static void main(String[] a) throws IOException {
         try (ZipOutputStream z = new ZipOutputStream(new FileOutputStream(a[0]))) {
           for (String name : new String[] {"a", "b"}) { z.putNextEntry(new ZipEntry(name)); z.write(name.repeat(100000).getBytes()); z.closeEntry(); }
         } } }`,
    )
    await runOk('java', [source, zip])
    const body = (name: string): Buffer => Buffer.alloc(100_000, name)
    expect(await read(zip)).toEqual(['a', 'b'].map((name) => [name, 100_000, crc32(body(name))]))
  })

  it('ends where bytes are anything, by an error of ours or none', async () => {
    const whole = rawZip([
      { name: 'a', body: Buffer.from('stored') },
      { name: 'b', body: Buffer.alloc(2000, 'x'), method: 8, descriptor: 'signed' },
    ])
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, byte, end) => {
        const broken = Buffer.from(whole)
        broken[at] = byte
        writeFileSync(path, broken.subarray(0, at % 2 ? end : whole.length))
        const outcome = await walked().catch((error: unknown) => failure(Promise.reject(error as Error)))
        expect(outcome).toBeDefined()
      }),
      { numRuns: 300 },
    )
  })

  it('does not inflate more than an entry says', async () => {
    writeFileSync(
      path,
      rawZip([{ name: 'bomb', body: Buffer.from('small'), method: 8, data: deflateRawSync(Buffer.alloc(5_000_000)) }]),
    )
    expect(await failure(read(path))).toMatchObject({
      code: 'format',
      message: `${path}: bomb: it has more than 5 bytes`,
    })
  })
})

async function walked(): Promise<number> {
  const file = await openFile(path)
  try {
    const { size } = await file.stat()
    let bytes = 0
    for await (const { entry } of walkZip(zipFile(file, path, size), []))
      if (!entry.fault) bytes += (await gather(entry.body())).length
    return bytes
  } finally {
    await file.close()
  }
}

describe('inflate', () => {
  it('tells how many bytes belong to it, however they are cut and whatever follows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.uint8Array({ maxLength: 50 }),
        fc.integer({ min: 1, max: 3000 }),
        async (body, tail, cut) => {
          const packed = deflateRawSync(body)
          const stream = inflate(chunks(Buffer.concat([packed, tail]), cut))
          const parts: Uint8Array[] = []
          let next
          while (!(next = await stream.next()).done) parts.push(next.value)
          expect(Buffer.concat(parts).equals(body)).toBe(true)
          expect(next.value).toBe(packed.length)
        },
      ),
    )
  })

  it('passes on why its source failed', async () => {
    const source = (async function* () {
      yield deflateRawSync(Buffer.alloc(10)).subarray(0, 1)
      throw new Error('gone')
    })()
    await expect(gather(inflate(source))).rejects.toThrow('gone')
  })
})
