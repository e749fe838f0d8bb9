import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { askTerminal, type Keyboard } from '../../../src/cli/login/ask.js'
import { FakeOutput } from '../fakeIo.js'

class FakeKeyboard extends EventEmitter implements Keyboard {
  readonly isTTY = true
  readonly done: string[] = []
  setRawMode(raw: boolean): void {
    this.done.push(raw ? 'raw' : 'cooked')
  }
  resume(): void {
    this.done.push('resume')
  }
  pause(): void {
    this.done.push('pause')
  }
}

async function type(secret: boolean, ...pieces: (string | Buffer)[]): Promise<[string, string, string[]]> {
  const keyboard = new FakeKeyboard()
  const screen = new FakeOutput()
  const answer = askTerminal('Q: ', { secret }, keyboard, screen).catch((error: unknown) => String(error))
  for (const piece of pieces) keyboard.emit('data', Buffer.from(piece))
  const text = await answer
  expect(keyboard.listenerCount('data') + keyboard.listenerCount('end')).toBe(0)
  return [text, screen.text, keyboard.done]
}

it.each<[string, boolean, (string | Buffer)[], string, string]>([
  ['a line', false, ['me\r'], 'me', 'Q: me\n'],
  ['a line in pieces', false, ['m', 'e', '\n'], 'me', 'Q: me\n'],
  ['a secret', true, ['pass\r'], 'pass', 'Q: \n'],
  ['what is taken back', false, ['mee\x7f\x7f\x7f\x7fyou\r'], 'you', 'Q: mee\b \b\b \b\b \byou\n'],
  ['a secret that is taken back', true, ['ab\x7fc\r'], 'ac', 'Q: \n'],
  ['a letter that comes in halves', true, [Buffer.of(0xc3), Buffer.of(0xa9), '\r'], 'é', 'Q: \n'],
  ['keys that are no letters', true, ['a\x1bb\tc\r'], 'abc', 'Q: \n'],
  ['Ctrl-D after something', true, ['a\x04\r'], 'a', 'Q: \n'],
])('takes %s', async (_what, secret, pieces, text, shown) => {
  expect(await type(secret, ...pieces)).toEqual([text, shown, ['raw', 'resume', 'cooked', 'pause']])
})

it.each([
  ['Ctrl-C', 'a\x03'],
  ['Ctrl-D', '\x04'],
])('stops at %s, and leaves the terminal as it was', async (_what, typed) => {
  const [text, , done] = await type(true, typed)
  expect(text).toContain('stopped')
  expect(done).toEqual(['raw', 'resume', 'cooked', 'pause'])
})
