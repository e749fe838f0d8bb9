import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WholeLines } from '../../../src/cli/task/wholeLines.js'

async function handedOn(pieces: readonly Uint8Array[]): Promise<string[]> {
  const written: string[] = []
  const lines = new WholeLines(async (bytes) => {
    written.push(Buffer.from(bytes).toString('latin1'))
    return Promise.resolve()
  })
  for (const piece of pieces) await lines.add(piece)
  await lines.end()
  return written
}

test.each([
  ['a line that comes in parts is one', ['he', 'llo\n'], ['hello\n']],
  ['what follows the last line waits', ['a\nb', 'c\n'], ['a\n', 'bc\n']],
  ['the last line needs no end', ['a\nb'], ['a\n', 'b']],
  ['a carriage return ends a line that is drawn again', ['10%\r2', '0%\r'], ['10%\r', '20%\r']],
  ['nothing is nothing', [''], []],
])('%s', async (_, pieces, expected) => {
  expect(await handedOn(pieces.map((piece) => Buffer.from(piece)))).toEqual(expected)
})

test('a line without end is handed on in parts', async () => {
  const pieces = Array.from({ length: 10 }, () => Buffer.alloc(10_000, 'x'))
  const written = await handedOn(pieces)
  expect(written.length).toBeGreaterThan(1)
  expect(written.join('')).toBe('x'.repeat(100_000))
})

test('no byte is lost or changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ max: 14 })), async (pieces) => {
      expect((await handedOn(pieces)).join('')).toBe(Buffer.concat(pieces).toString('latin1'))
    }),
  )
})
