import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { seekExtent } from '../../../src/core/host/seekExtent.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure } from '../../support/thrown.js'

const path = join(temporaryFolder(), 'file')
const body = randomBytes(300_000)
writeFileSync(path, body)

/** What is given when so many bytes are skipped after each chunk; the chunks are kept. */
async function gather(offset: number, size: number, skipped = 0, of = path): Promise<Buffer[]> {
  const stream = seekExtent({ path: of, offset }, size)
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    stream.skip(skipped)
  }
  return chunks
}

it.each([
  [0, 0],
  [5, 1],
  [0, body.length],
  [1234, 200_000],
])('gives what is from %i on, %i bytes, in chunks that may be kept', async (offset, size) => {
  expect(Buffer.concat(await gather(offset, size)).equals(body.subarray(offset, offset + size))).toBe(true)
})

it('goes past what is skipped, and no further than its end', async () => {
  const chunks = await gather(10, 250_000, 100_000)
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = chunks
  const next = 10 + first.length + 100_000
  expect(second.equals(body.subarray(next, next + second.length))).toBe(true)
  expect(seekExtent({ path, offset: 10 }, 20).skip(30)).toBe(20)
})

it('says where a file ends early, or is not there', async () => {
  expect(await failure(gather(1, body.length))).toMatchObject({ code: 'integrity' })
  expect(await failure(gather(0, 1, 0, `${path}.gone`))).toMatchObject({ code: 'io' })
})
