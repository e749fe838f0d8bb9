import { closeSync, openSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Layer } from '../../src/oci/image.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'
import type { Content } from '../../src/rootfs/node.js'
import { temporaryFolder } from '../support/folder.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
const diffId = `sha256:${'0'.repeat(64)}` as const
const layer: Layer = {
  descriptor: { mediaType: 'x', digest: diffId, size: 0 },
  diffId,
  locate: () => Promise.reject(new Error('the stored bytes are not asked for')),
}
const plain = join(folder, 'plain')
writeFileSync(plain, 'XX0123456789abcdef')
const locate = vi.fn(() => Promise.resolve({ path: plain, offset: 2 }))
const reader = new ContentReader(locate)
afterAll(() => reader.close())

function host(name: string, content: string | Buffer = name): Content {
  const path = join(folder, name)
  writeFileSync(path, content)
  return { from: 'host', path }
}

async function read(content: Content, position: number, length: number): Promise<string> {
  const target = Buffer.alloc(length + 2, '-')
  await reader.with(content, async (into) => {
    into(target.subarray(1, 1 + length), position)
    await Promise.resolve()
  })
  return target.toString()
}

describe('a part of a content', () => {
  const sparse = [
    { offset: 2, length: 3 },
    { offset: 6, length: 2 },
  ]

  test.each<[string, Content, number, number, string]>([
    ['bytes', { from: 'bytes', bytes: Buffer.from('0123456789') }, 3, 4, '-3456-'],
    ['a file', host('0123456789'), 3, 4, '-3456-'],
    ['a layer', { from: 'layer', layer, offset: 10 }, 1, 3, '-bcd-'],
    ['a sparse file as a whole', { from: 'layer', layer, offset: 0, sparse }, 0, 9, '-\0\x00012\x0034\0-'],
    ['a hole', { from: 'layer', layer, offset: 0, sparse }, 0, 2, '-\0\0-'],
    ['the end of one extent and the start of the next', { from: 'layer', layer, offset: 0, sparse }, 4, 3, '-2\x003-'],
    ['nothing', { from: 'layer', layer, offset: 0 }, 0, 0, '--'],
  ])('of %s', async (_what, content, position, length, expected) => {
    expect(await read(content, position, length)).toBe(expected)
  })

  test('a layer is located once, however often it is read', async () => {
    await read({ from: 'layer', layer, offset: 0 }, 0, 1)
    await read({ from: 'layer', layer, offset: 1 }, 0, 1)
    expect(locate).toHaveBeenCalledTimes(1)
  })
})

describe('a stream', () => {
  test('has chunks of 1 MiB at most and all the bytes', async () => {
    const bytes = Buffer.alloc((5 << 19) + 3, 'abc')
    const chunks: Uint8Array[] = []
    for await (const chunk of reader.stream(host('large', bytes), bytes.length)) chunks.push(chunk)
    expect(chunks.map((chunk) => chunk.byteLength)).toEqual([1 << 20, 1 << 20, (1 << 19) + 3])
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
  })

  test('of nothing opens nothing', async () => {
    const chunks = reader.stream({ from: 'host', path: join(folder, 'never') }, 0)
    expect(await chunks.next()).toEqual({ done: true, value: undefined })
  })
})

describe('what cannot be read', () => {
  test('a file that became shorter', async () => {
    const content = host('shrinks', 'x'.repeat(100))
    truncateSync(join(folder, 'shrinks'), 40)
    expect(await failure(reader.bytes(content, 100, 100, 'shrinks'))).toMatchObject({
      code: 'source',
      message: `${join(folder, 'shrinks')} became shorter while it was read`,
    })
  })

  test('a file that became a link is not followed', async () => {
    symlinkSync('/etc/passwd', join(folder, 'link'))
    const error = await failure(read({ from: 'host', path: join(folder, 'link') }, 0, 1))
    expect(error).toMatchObject({ code: 'io', message: `opening ${join(folder, 'link')}: too many symbolic links` })
  })

  test('a file that is gone', async () => {
    const error = await failure(read({ from: 'host', path: join(folder, 'gone') }, 0, 1))
    expect(error.message).toBe(`opening ${join(folder, 'gone')}: no such file or directory`)
  })

  test('more than is read at once', async () => {
    const error = await failure(reader.bytes({ from: 'bytes', bytes: Buffer.alloc(11) }, 11, 10, '/etc/passwd'))
    expect(error).toMatchObject({ code: 'unsupported', message: '/etc/passwd has 11 bytes; at most 10 are read' })
  })
})

test('no file stays open, whether its reading went well or not', async () => {
  const content = host('counted')
  const next = (): number => {
    const fd = openSync(plain, 'r')
    closeSync(fd)
    return fd
  }
  const before = next()
  await read(content, 0, 2)
  await failure(read(content, 0, 1000))
  expect(next()).toBe(before)
})

test('a layer in a folder whose name is not ASCII', async () => {
  const path = join(folder, 'd\u00e9j\u00e0 vu')
  writeFileSync(path, '0123')
  const other = new ContentReader(() => Promise.resolve({ path, offset: 1 }))
  expect(await other.bytes({ from: 'layer', layer, offset: 1 }, 2, 2, 'x')).toEqual(Buffer.from('23'))
  other.close()
})
