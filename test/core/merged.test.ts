import fc from 'fast-check'
import { expect, test } from 'vitest'
import { merged } from '../../src/core/merged.js'

/** Streams of values of their own, that tell which of them are open. */
function streams(lengths: readonly number[], failing?: { stream: number; at: number }) {
  const open = new Set<number>()
  const begun: number[] = []
  let most = 0
  const sources = lengths.map(
    (length, stream) =>
      async function* () {
        open.add(stream)
        begun.push(stream)
        most = Math.max(most, open.size)
        try {
          for (let i = 0; i < length; i++) {
            if (failing?.stream === stream && failing.at === i) throw new Error('it failed')
            await Promise.resolve()
            yield [stream, i] as const
          }
        } finally {
          open.delete(stream)
        }
      },
  )
  return { sources, open, begun, most: () => most }
}

const lengths = fc.array(fc.nat(6), { maxLength: 8 })

test('everything comes, each stream in its order, no more than so many at a time', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, fc.integer({ min: 1, max: 4 }), async (lengths, limit) => {
      const { sources, open, begun, most } = streams(lengths)
      const values: (readonly [number, number])[] = []
      for await (const value of merged(sources, limit)) values.push(value)
      for (const [stream, length] of lengths.entries())
        expect(values.flatMap(([from, i]) => (from === stream ? [i] : []))).toEqual(Array.from({ length }, (_, i) => i))
      expect(most()).toBeLessThanOrEqual(limit)
      expect(begun).toEqual(lengths.map((_, stream) => stream))
      expect(open.size).toBe(0)
    }),
  )
})

test('who stops early closes all that is open', async () => {
  const { sources, open } = streams([5, 5, 5])
  for await (const value of merged(sources, 2)) if (value[1] === 1) break
  expect(open.size).toBe(0)
})

test('the first failure is thrown, once the others are closed', async () => {
  const { sources, open, begun } = streams([9, 9, 9, 9], { stream: 1, at: 2 })
  const read = async (): Promise<void> => {
    for await (const _value of merged(sources, 2)) await Promise.resolve(_value)
  }
  await expect(read()).rejects.toThrow('it failed')
  expect(open.size).toBe(0)
  expect(begun).toEqual([0, 1])
})
