import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { blockSize, Deflater, windowSize } from '../../../../src/oci/compress/deflate/deflater.js'

const deflater = new Deflater()
afterAll(() => deflater.close())

const none = new Uint8Array(0)
/** The last block, and an empty one (RFC 1951, 3.2.6). */
const end = Uint8Array.of(3, 0)

async function comesBack(block: Uint8Array, before: Uint8Array = none): Promise<number> {
  const deflated = await deflater.deflate(block, before)
  const dictionary = before.length > 0 ? { dictionary: before } : {}
  const inflated = inflateRawSync(Buffer.concat([deflated, end]), dictionary)
  expect(inflated.equals(block)).toBe(true)
  return deflated.length
}

/** Bytes that are always the same, and follow from nothing. */
function noise(size: number, seed = ''): Buffer {
  const parts = Array.from({ length: Math.ceil(size / 64) }, (_, i) =>
    createHash('sha512').update(`${seed}${i}`).digest(),
  )
  return Buffer.concat(parts).subarray(0, size)
}

/** Bytes of which the n-th kind occurs as often as the n-th number of Fibonacci: their code has no end by itself. */
function fibonacci(kinds: number): Buffer {
  const counts = [1, 1]
  while (counts.length < kinds) counts.push((counts.at(-1) ?? 0) + (counts.at(-2) ?? 0))
  const all = counts.flatMap((count, kind) => Array<number>(count).fill(kind))
  const order = noise(all.length * 4)
  return Buffer.from(
    all
      .map((kind, i) => [order.readUInt32LE(i * 4), kind] as const)
      .sort(([a], [b]) => a - b)
      .map(([, kind]) => kind),
  )
}

describe('what was deflated comes back', () => {
  test.each([0, 1, 2, 3, 4, 15, 16, 17, 18, 258, 259, 65535, 65536, 131_071, blockSize - 1, blockSize])(
    '%i bytes of noise, of one kind, and in turns',
    async (size) => {
      // Each stored piece has five bytes of its own, and there is an empty one.
      const most = size + 5 * (Math.ceil(size / 65535) + Math.ceil(size / 16384)) + 6
      expect(await comesBack(noise(size))).toBeLessThanOrEqual(most)
      await comesBack(Buffer.alloc(size))
      await comesBack(Buffer.alloc(size, 'abcdefgh'))
    },
  )

  test('bytes whose code would be longer than deflate knows', async () => {
    await comesBack(fibonacci(24))
  })

  test('every length, at every power of two back', async () => {
    for (let back = 1; back <= windowSize; back *= 2) {
      const before = noise(back, `${back}`)
      const parts = Array.from({ length: 260 }, (_, i) =>
        Buffer.concat([before.subarray(0, i), noise(3, `${back} ${i}`)]),
      )
      await comesBack(Buffer.concat(parts).subarray(0, blockSize), before)
    }
  })

  test('what refers to what precedes it, and to no more', async () => {
    const before = noise(windowSize)
    expect(await comesBack(before, before)).toBeLessThan(1000)
    expect(await comesBack(before.subarray(1000), before.subarray(-2000))).toBeGreaterThan(windowSize - 4000)
  })

  test('anything', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(255), fc.nat(5000)).map(([byte, count]) => new Uint8Array(count).fill(byte)),
      fc.tuple(fc.nat(1000), fc.nat(4000)).map(([from, size]) => noise(5000).subarray(from, from + size)),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 200 }).map((text) => Buffer.from(text)),
    )
    const bytes = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.concat(pieces))
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (block, before) => {
        await comesBack(block.subarray(0, blockSize), before.subarray(-windowSize))
      }),
      { numRuns: 200 },
    )
  })
})

test('the same bytes on every host, whatever was deflated before', async () => {
  const text = Buffer.from(Array.from({ length: 40_000 }, (_, i) => `${i % 997} ${(i * 7919) % 1013}`).join('\n'))
  const digests = new Set<string>()
  for (const before of [noise(blockSize - 1), Buffer.alloc(100), text]) {
    await deflater.deflate(before, none)
    digests.add(
      createHash('sha256')
        .update(await deflater.deflate(text, none))
        .digest('hex'),
    )
  }
  // Other bytes want another `deflaterVersion`.
  expect([...digests]).toEqual(['7e424380f6cfbf0d608c4da50503a9a562441fe377b988498344996e78d87de9'])
})
