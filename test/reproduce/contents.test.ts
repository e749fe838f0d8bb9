import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differingByte, firstDifference, sampleOf, sampleOfBytes } from '../../src/reproduce/contents.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'

const reader = new ContentReader(() => Promise.reject(new Error('no layer is read')))
const inMemory = (bytes: Uint8Array) => ({ from: 'bytes', bytes }) as const

test('the first byte that differs, also behind the first chunk', async () => {
  const size = (1 << 20) + 5
  const [a, b] = [Buffer.alloc(size), Buffer.alloc(size)]
  expect(await firstDifference(inMemory(a), inMemory(b), size, reader)).toBeUndefined()
  b[size - 2] = 1
  expect(await firstDifference(inMemory(a), inMemory(b), size, reader)).toBe(size - 2)
})

test('it is where all before is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), async (a, at, by) => {
      const place = at % a.length
      const b = Uint8Array.from(a, (byte, i) => (i < place ? byte : byte ^ by))
      expect(await firstDifference(inMemory(a), inMemory(b), a.length, reader)).toBe(place)
      expect(differingByte(a, b)).toBe(place)
    }),
  )
})

test('a sample is the same whether a file is in memory or not', async () => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 251))
  for (const place of [0, 3000, 4999, 5000])
    expect(await sampleOf(inMemory(bytes), bytes.length, place, reader)).toEqual(sampleOfBytes(bytes, place))
})
