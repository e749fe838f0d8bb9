import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gathered } from '../../src/export/gathered.js'

const mebibyte = 1024 * 1024
const sizes = fc.array(fc.oneof(fc.nat(100), fc.nat(200_000), fc.integer({ min: mebibyte - 2, max: 2 * mebibyte })), {
  maxLength: 40,
})
const noise = randomBytes(2 * mebibyte)

async function* pieces(lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const length of lengths) yield noise.subarray(noise.byteLength - length)
}

test('the same bytes in fewer chunks, each of which is whole until the one after the next is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      const expected = createHash('sha256')
      for await (const piece of pieces(lengths)) expected.update(piece)
      const found = createHash('sha256')
      let count = 0
      let last: Uint8Array | undefined
      for await (const chunk of gathered(pieces(lengths))) {
        if (last) found.update(last)
        last = chunk
        count++
      }
      if (last) found.update(last)
      expect(found.digest('hex')).toBe(expected.digest('hex'))
      const total = lengths.reduce((sum, length) => sum + length, 0)
      expect(count).toBeLessThanOrEqual(Math.ceil((2 * total) / mebibyte) + 1)
    }),
    { numRuns: 50 },
  )
})

test('what is large already passes as it is', async () => {
  const large = randomBytes(3 * mebibyte)
  const found: Uint8Array[] = []
  for await (const chunk of gathered(
    (async function* () {
      yield large
    })(),
  ))
    found.push(chunk)
  expect(found).toHaveLength(1)
  expect(found[0]).toBe(large)
})

test('a failure passes', async () => {
  const failing = (async function* () {
    yield noise.subarray(1)
    throw new Error('cut')
  })()
  await expect(
    (async () => {
      for await (const chunk of gathered(failing)) expect(chunk).toBeDefined()
    })(),
  ).rejects.toThrow('cut')
})
