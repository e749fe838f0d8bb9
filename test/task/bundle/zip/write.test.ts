import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openFile } from '../../../../src/core/host/readExtent.js'
import type { ArchiveFile } from '../../../../src/oci/tar/write.js'
import { readCentralDirectory } from '../../../../src/task/bundle/zip/centralDirectory.js'
import { walkZip } from '../../../../src/task/bundle/zip/walk.js'
import { zipFile } from '../../../../src/task/bundle/zip/zipFile.js'
import { patchedZip, streamedZip } from '../../../../src/task/bundle/zip/write.js'
import { run } from '../../../support/command.js'
import { temporaryFolder } from '../../../support/folder.js'
import { failure } from '../../../support/thrown.js'
import { chunks, gather } from '../../../oci/tar/support.js'
import { hasJava, hasPython, hasUnzip, type Listed, listWithJava, listWithPython, testWithUnzip } from './referees.js'

const folder = temporaryFolder()

interface Content {
  readonly name: string
  readonly body: Uint8Array
}

function fileOf({ name, body }: Content, chunkSize = 7): ArchiveFile {
  return { name, size: body.length, open: () => chunks(body, chunkSize) }
}

/** The whole of a zip whose parts are patched. */
async function patched(files: readonly ArchiveFile[]): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const patches: { offset: number; bytes: Uint8Array }[] = []
  for await (const part of patchedZip(files)) (part instanceof Uint8Array ? parts : patches).push(part as never)
  const zip = Buffer.concat(parts)
  for (const { offset, bytes } of patches) zip.set(bytes, offset)
  return zip
}

const name = fc.stringMatching(/^[a-zA-Z0-9äößд日_-]{1,30}\.[a-z]{1,3}$/)
const contents = fc.uniqueArray(fc.record({ name, body: fc.uint8Array({ maxLength: 400 }) }), {
  maxLength: 5,
  minLength: 1,
  selector: (content) => content.name,
})

const samples: readonly (readonly Content[])[] = fc.sample(contents, { numRuns: 40, seed: 7 })
const expected: readonly Listed[][] = samples.map((files) =>
  files.map(({ name, body }) => [name, body.length, crc32(body)] as const),
)

describe('a zip', () => {
  const paths = samples.map((_, i) => join(folder, `${i}.zip`))

  it('is the same whether it can be gone back in or not, and however its contents are cut', async () => {
    for (const [i, files] of samples.entries()) {
      const zip = await patched(files.map((file) => fileOf(file)))
      expect((await gather(streamedZip(files.map((file) => fileOf(file, 100))))).equals(zip)).toBe(true)
      writeFileSync(paths[i] ?? '', zip)
    }
  })

  it.runIf(hasPython)("is read by Python's zipfile", async () => {
    expect(await listWithPython(paths)).toEqual(expected)
  })

  it.runIf(hasJava)('is read by Java as a stream and as a file', async () => {
    expect(await listWithJava(folder, paths)).toEqual(expected)
  })

  it.runIf(hasUnzip)('passes the test of Info-ZIP', async () => {
    for (const path of paths) expect(await testWithUnzip(path)).toBe('')
  })

  it('has no data descriptor, no ./, one time and one mode, and UTF-8 is told only where it is needed', async () => {
    const zip = await patched([
      fileOf({ name: 'a', body: Buffer.from('x') }),
      fileOf({ name: 'ä', body: Buffer.from('y') }),
    ])
    const local = '504b0304 1400 0000 0000 0000 2100 8316dc8c 01000000 01000000 0100 0000 61 78'
    const localWide = '504b0304 1400 0008 0000 0000 2100 1526dbfb 01000000 01000000 0200 0000 c3a4 79'
    const central =
      '504b0102 2d03 1400 0000 0000 0000 2100 8316dc8c 01000000 01000000 0100 0000 0000 0000 0000 0000a481 00000000 61'
    expect(zip.toString('hex')).toContain((local + localWide + central).replaceAll(' ', ''))
  })

  it('is refused where a content is not as large as it says', async () => {
    for (const size of [0, 2, 4]) {
      const file = { name: 'a.tar', size, open: () => chunks(Buffer.from('abc')) }
      for (const zip of [patchedZip([file]), streamedZip([file])]) {
        const drained = (async () => {
          for await (const part of zip) expect(part).toBeDefined()
        })()
        expect((await failure(drained)).code).toBe('integrity')
      }
    }
  })

  it('is refused where a content changes between its two readings', async () => {
    let reading = 0
    const file = { name: 'a.tar', size: 1, open: () => chunks(Buffer.from(String(++reading))) }
    expect(await failure(gather(streamedZip([file])))).toMatchObject({
      code: 'integrity',
      message: 'a.tar changed while it was read',
    })
  })
})

describe('zip64', () => {
  const gibibyte = 1024 ** 3
  const piece = Buffer.alloc(64 * 1024 * 1024)

  /** Zeros that need no place on the disk. */
  function zeros(name: string, size: number): ArchiveFile {
    return {
      name,
      size,
      async *open() {
        for (let left = size; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
      },
    }
  }

  /** Writes a zip, its zeros left out as holes; gives where the holes are. */
  async function writeSparse(path: string, files: readonly ArchiveFile[]): Promise<void> {
    const file = openSync(path, 'w')
    let at = 0
    for await (const part of patchedZip(files)) {
      if (!(part instanceof Uint8Array)) writeSync(file, part.bytes, 0, part.bytes.length, part.offset)
      else {
        if (part.buffer !== piece.buffer) writeSync(file, part, 0, part.length, at)
        at += part.length
      }
    }
    ftruncateSync(file, at)
    closeSync(file)
  }

  it('holds a content of 5 GiB, and what stands behind it', async () => {
    const path = join(folder, 'large.zip')
    const small = fileOf({ name: 'descriptor.yml', body: Buffer.from('x') })
    const behind = fileOf({ name: 'logo.png', body: Buffer.from('y') })
    await writeSparse(path, [small, zeros('image.tar', 5 * gibibyte), behind])
    const file = await openFile(path)
    const { size } = await file.stat()
    const directory = await readCentralDirectory(zipFile(file, path, size))
    const met: [string, number | undefined, number][] = []
    for await (const { entry, offset } of walkZip(zipFile(file, path, size), []))
      met.push([entry.header.name, entry.header.size, offset])
    await file.close()
    const image = 30 + 'descriptor.yml'.length + 1
    const logo = image + 30 + 'image.tar'.length + 20 + 5 * gibibyte
    expect(met).toEqual([
      ['descriptor.yml', 1, 0],
      ['image.tar', 5 * gibibyte, image],
      ['logo.png', 1, logo],
    ])
    expect(directory.map(({ name, storedSize, offset }) => [name, storedSize, offset])).toEqual(met)
    if (hasPython) {
      const script =
        'import sys, zipfile; print([(i.filename, i.file_size, i.header_offset) for i in zipfile.ZipFile(sys.argv[1]).infolist()])'
      const { stdout } = await run('python3', ['-c', script, path])
      expect(stdout.replace(/[()']/g, '')).toBe(`[${met.flat().join(', ')}]\n`)
    }
    if (hasUnzip) expect((await run('unzip', ['-Zh', path])).stdout).toContain('number of entries: 3')
  })

  it('begins at 4 GiB - 1, and not before', async () => {
    for (const [size, version] of [
      [4 * gibibyte - 2, 20],
      [4 * gibibyte - 1, 45],
    ] as const) {
      const first = await patchedZip([zeros('a', size)]).next()
      expect(Buffer.from(first.value as Uint8Array).readUInt16LE(4)).toBe(version)
    }
  })
})
