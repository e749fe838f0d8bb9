import { expect, test } from 'vitest'
import { terminalText } from '../../../src/cli/inspect/terminalText.js'
import { failure } from '../../support/thrown.js'

/** What comes through of some chunks. */
async function shown(...chunks: Buffer[]): Promise<string> {
  const passed: Uint8Array[] = []
  for await (const chunk of terminalText(
    (async function* () {
      yield* chunks
    })(),
    '/f',
  ))
    passed.push(chunk)
  return Buffer.concat(passed).toString()
}

test('text passes as it is, a character in two chunks too', async () => {
  const text = 'a\tb\r\n\fé€😀\n'
  expect(await shown(Buffer.from(text))).toBe(text)
  for (let at = 0; at < Buffer.from(text).length; at++)
    expect(await shown(Buffer.from(text).subarray(0, at), Buffer.from(text).subarray(at))).toBe(text)
})

test.each([
  ['NUL', 'a\0b'],
  ['an escape sequence', '\x1b[2J'],
  ['a C1 control character', '\u009b2J'],
  ['no UTF-8', Buffer.from([0x61, 0xff])],
])('%s does not', async (_, bytes) => {
  const error = await failure(shown(Buffer.from('first\n'), Buffer.from(bytes as string)))
  expect(error).toMatchObject({
    code: 'unsupported',
    hint: 'Write it to a file (> FILE), or look at it by another program (| od -c).',
  })
})
