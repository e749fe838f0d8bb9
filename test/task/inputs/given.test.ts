import { expect, it } from 'vitest'
import { parseGivenValues } from '../../../src/task/inputs/given.js'

it.each([
  ['a=1', 'a', { text: '1' }],
  ['a=', 'a', { text: '' }],
  ['a=b=c', 'a', { text: 'b=c' }],
  ['a=@x.png', 'a', { file: 'x.png' }],
  ['a=@/some/a b', 'a', { file: '/some/a b' }],
  ['a= @x', 'a', { text: ' @x' }],
])('reads %j', (text, name, value) => expect([...parseGivenValues([text])]).toEqual([[name, value]]))

it.each([[['a']], [['=1']], [['']], [['a=1', 'a=2']]])('refuses %j', (texts) => {
  expect(() => parseGivenValues(texts)).toThrow(expect.objectContaining({ code: 'usage' }) as Error)
})
