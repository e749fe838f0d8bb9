import { expect, test } from 'vitest'
import { toldContents } from '../../../src/api/inspect/toldContents.js'
import { emptyDirectory, type RegularFile } from '../../../src/rootfs/node.js'

const mebibyte = 1 << 20

function file(size: number): RegularFile {
  const bytes = Buffer.alloc(size)
  return { ...emptyDirectory(), type: 'file', size, content: { from: 'bytes', bytes } }
}

async function* open(_: unknown, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; left -= mebibyte) yield Promise.resolve(Buffer.alloc(Math.min(left, mebibyte)))
}

test('bytes are told by the MiB and at the end, those of a file with two names once', async () => {
  const root = emptyDirectory()
  const [large, small] = [file(2 * mebibyte), file(5)]
  for (const [name, node] of Object.entries({ a: small, b: small, c: large, d: file(7) })) root.children.set(name, node)
  const told: number[][] = []
  const contents = toldContents(root, open, (...numbers) => told.push(numbers))
  for (const node of [small, large, file(7)])
    for await (const bytes of contents(node.content, node.size)) expect(bytes.length).toBeGreaterThan(0)
  const total = 2 * mebibyte + 12
  expect(told).toEqual([mebibyte + 5, 2 * mebibyte + 5, total].map((done) => [done, total]))
})
