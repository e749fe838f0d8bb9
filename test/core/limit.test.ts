import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { limitBytes } from '../../src/core/limit.js'

async function* source(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab')
  yield Buffer.from('cd')
}

async function read(max: number): Promise<string> {
  let text = ''
  for await (const chunk of limitBytes(source(), max, 'the layer')) text += Buffer.from(chunk).toString()
  return text
}

test('a stream within its limit passes', async () => {
  expect(await read(4)).toBe('abcd')
})

test('one byte more is refused by its name', async () => {
  const error = new OciPackError('format', 'the layer is larger than the limit of 3 bytes')
  await expect(read(3)).rejects.toThrow(error)
})
