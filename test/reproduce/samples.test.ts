import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differingByte, sampleOf, sampleOfBytes } from '../../src/reproduce/samples.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'

const reader = new ContentReader(() => Promise.reject(new Error('no layer is read')))
const inMemory = (bytes: Uint8Array) => ({ from: 'bytes', bytes }) as const

test('the first byte that differs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (a, at, by) => {
      const place = at % a.length
      expect(
        differingByte(
          a,
          a.map((byte, i) => (i < place ? byte : byte ^ by)),
        ),
      ).toBe(place)
      expect(differingByte(a, a.subarray(0, place))).toBe(place)
    }),
  )
})

test('a sample is the same whether a file is in memory or not', async () => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 251))
  for (const place of [0, 3000, 4999, 5000])
    expect(await sampleOf(inMemory(bytes), bytes.length, place, reader)).toEqual(sampleOfBytes(bytes, place))
})
