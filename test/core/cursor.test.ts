import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cursor, type SkippingStream } from '../../src/core/cursor.js'

/** A stream of some bytes in chunks, and one that can go past bytes; it counts those that it gave. */
function skipping(bytes: Uint8Array, size: number): SkippingStream & { given: number } {
  let at = 0
  const stream = {
    given: 0,
    async *[Symbol.asyncIterator]() {
      while (at < bytes.length) {
        const chunk = bytes.subarray(at, at + size)
        at += chunk.length
        stream.given += chunk.length
        yield chunk
      }
    },
    skip(count: number) {
      const skipped = Math.min(count, bytes.length - at)
      at += skipped
      return skipped
    },
  }
  return stream
}

async function* plain(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

type Step = readonly ['read' | 'skip', number]

async function play(cursor: Cursor, steps: readonly Step[]): Promise<unknown[]> {
  const seen: unknown[] = []
  for (const [what, count] of steps) {
    const found = what === 'skip' ? await cursor.skip(count) : await cursor.read(count)
    seen.push(typeof found === 'number' ? found : found.toString('hex'), cursor.offset)
  }
  return seen
}

test('a stream that goes past bytes gives what one that gives them all does', async () => {
  const step = fc.tuple(fc.constantFrom('read' as const, 'skip' as const), fc.nat(40))
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.integer({ min: 1, max: 50 }), async (steps, size) => {
      const played = await play(new Cursor(skipping(bytes, size)), steps)
      expect(played).toEqual(await play(new Cursor(plain(bytes, size)), steps))
    }),
  )
})

test('what is skipped is not asked for', async () => {
  const stream = skipping(new Uint8Array(1000), 10)
  const cursor = new Cursor(stream)
  await cursor.read(5)
  expect(await cursor.skip(900)).toBe(900)
  expect((await cursor.read(5)).length).toBe(5)
  expect([stream.given, cursor.offset]).toEqual([20, 910])
  expect(await cursor.skip(900)).toBe(90)
})
