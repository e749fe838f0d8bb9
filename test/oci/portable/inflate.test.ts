import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { decompress } from '../../../src/oci/compress/decompress.js'
import { inflated } from '../../../src/oci/portable/inflate.js'

const packed = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, i) => i * i).join()))
const half = packed.length >> 1

it.each([
  ['cut', packed.subarray(0, half)],
  ['changed', Buffer.concat([packed.subarray(0, half), Buffer.alloc(40, 0x55), packed.subarray(half + 40)])],
  ['followed by something else', Buffer.concat([packed, Buffer.from('something else')])],
])('tells of a stream that is %s what the command tells', async (_, bytes) => {
  const told = await failureOf(inflated(chunks(bytes), 'gzip'))
  expect(told).toMatchObject({ code: 'format' })
  expect(told).toEqual(await failureOf(decompress(chunks(bytes))))
})

it("passes the source's own errors unchanged", async () => {
  const error = new Error('the disk is gone')
  expect(await failureOf(inflated(chunks(packed.subarray(0, half), error), 'gzip'))).toBe(error)
  expect(await failureOf(inflated(chunks(packed, error), 'none'))).toBe(error)
})

async function* chunks(bytes: Uint8Array, error?: Error): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
  if (error) throw error
}

async function failureOf(plain: AsyncIterable<Uint8Array>): Promise<unknown> {
  try {
    for await (const chunk of plain) expect(chunk.length).toBeGreaterThan(0)
  } catch (error) {
    return error
  }
  return undefined
}
