import { expect, test } from 'vitest'
import { OciPackError } from '../../../src/core/errors.js'
import { readTar } from '../../../src/oci/tar/read.js'
import { type ArchiveFile, archiveParts, archiveSize, packArchive } from '../../../src/oci/tar/write.js'
import { gather, readAll } from './support.js'

const mtime = 315532800

function file(name: string, ...parts: string[]): ArchiveFile {
  return { name, size: parts.join('').length, open: () => streamOf(parts.map((part) => Buffer.from(part))) }
}

async function* streamOf(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts
}

test('files are framed in their order, 0644 of root, at the given time', async () => {
  const long = `${'d'.repeat(120)}/${'n'.repeat(120)}`
  const entries = await readAll(
    await gather(packArchive([file('a', 'x', 'yz'), file('empty'), file(long, 'w')], mtime)),
  )
  expect(
    entries.map(({ header: { path, mode, uid, gid, size, ...header } }) => [path, mode, uid, gid, size, header.mtime]),
  ).toEqual([
    ['a', 0o644, 0, 0, 3, mtime],
    ['empty', 0o644, 0, 0, 0, mtime],
    [long, 0o644, 0, 0, 1, mtime],
  ])
  expect(entries.map((entry) => entry.content.toString())).toEqual(['xyz', '', 'w'])
})

test('the same files give the same bytes, however their contents are cut', async () => {
  const one = await gather(packArchive([file('a', 'abc'), file('b', 'd')], mtime))
  const other = await gather(packArchive([file('a', 'a', 'b', '', 'c'), file('b', 'd')], mtime))
  expect(one.equals(other)).toBe(true)
})

test.each([
  [0, 0],
  [-5, 0],
  [2 ** 40, 2 ** 31 - 1],
])('the time %i is written as %i', async (given, written) => {
  const [entry] = await readAll(await gather(packArchive([file('a')], given)))
  expect(entry?.header.mtime).toBe(written)
})

test('chunks pass without a copy', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 1)
  const seen: Uint8Array[] = []
  const files = [{ name: 'a', size: chunk.length, open: () => streamOf([chunk]) }]
  for await (const part of packArchive(files, mtime)) seen.push(part)
  expect(seen).toContain(chunk)
})

test('a file of 9 GiB goes through, no faster than it is taken', async () => {
  const chunk = Buffer.alloc(32 * 1024 * 1024)
  const size = 9 * 2 ** 30
  let given = 0
  let taken = 0
  let ahead = 0
  async function* zeros(): AsyncGenerator<Uint8Array> {
    for (; given < size; given += chunk.length) yield chunk
  }
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const part of packArchive([{ name: 'big', size, open: zeros }, file('after', 'x')], mtime)) {
      taken += part.length
      ahead = Math.max(ahead, given - taken)
      yield part
    }
  }
  const entries: [string, number][] = []
  for await (const { header } of readTar(counted())) entries.push([header.path, header.size])
  expect(entries).toEqual([
    ['big', size],
    ['after', 1],
  ])
  expect(ahead).toBeLessThan(4 * chunk.length)
})

test.each([
  ['shorter', 5, 'a was to have 5 bytes, and has 3'],
  ['longer', 2, 'a was to have 2 bytes, and has more'],
])('a content that is %s than its size is refused', async (_, size, message) => {
  const archive = gather(packArchive([{ ...file('a', 'xyz'), size }], mtime))
  await expect(archive).rejects.toThrow(new OciPackError('integrity', message))
})

test('an error of a content reaches the reader as it is', async () => {
  const failure = new OciPackError('io', 'the disk is gone', { hint: '' })
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('x')
    throw failure
  }
  const files = [file('first', 'abc'), { name: 'a', size: 3, open: failing }]
  await expect(gather(packArchive(files, mtime))).rejects.toBe(failure)
})

test('a reader that stops early closes the content that is being read', async () => {
  let closed = false
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(65536)
    } finally {
      closed = true
    }
  }
  for await (const part of packArchive([{ name: 'a', size: 2 ** 40, open: endless }], mtime)) {
    if (part.length === 65536) break
  }
  expect(closed).toBe(true)
})

test('the size is known without the contents', async () => {
  const files = [file('a', 'x'), file('d/'), file(`${'d'.repeat(120)}/${'n'.repeat(120)}`, 'w'), file('ä', 'y')]
  expect(await archiveSize(files, mtime)).toBe((await gather(packArchive(files, mtime))).length)
  const unread = { name: 'large', size: 9 * 1024 ** 3, open: () => streamOf([]) }
  expect(await archiveSize([unread], mtime)).toBe(512 + unread.size + 1024)
})

test('its parts, written where they belong, are the archive', async () => {
  const files = [file('a', 'x', 'yz'), file('folder/'), file('n'.repeat(200), 'w'.repeat(600)), file('empty')]
  const { frame, contents } = await archiveParts(files, mtime)
  const parts = [...frame]
  for (const content of [...contents].reverse()) for await (const part of content.open()) parts.push(part)
  const whole = Buffer.alloc(Math.max(...parts.map(({ offset, bytes }) => offset + bytes.byteLength)))
  for (const { offset, bytes } of parts) whole.set(bytes, offset)
  expect(whole.equals(await gather(packArchive(files, mtime)))).toBe(true)
})
