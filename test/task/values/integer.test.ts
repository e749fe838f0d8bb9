import { expect, it } from 'vitest'
import { checkInteger, parseInteger } from '../../../src/task/values/integer.js'

// What Java's Integer.parseInt reads, as it was seen to.
const read: [string, number][] = [
  ['0', 0],
  ['-0', 0],
  ['+5', 5],
  ['-5', -5],
  ['007', 7],
  ['2147483647', 2147483647],
  ['-2147483648', -2147483648],
  ['00000000000000000001', 1],
]
const refused = [
  '2147483648',
  '-2147483649',
  '1_000',
  ' 1',
  '1 ',
  '1\n',
  '',
  '+',
  '-',
  '0x10',
  '1.0',
  '1e3',
  '--1',
  '+-1',
]

it.each(read)('reads %j', (text, value) => expect(parseInteger(text)).toBe(value))

it.each(refused)('refuses %j', (text) => {
  expect(parseInteger(text)).toBeUndefined()
  expect(checkInteger(text, {})).toHaveLength(1)
})

it.each([
  ['5', { gt: 5 }, '5 is not greater than 5'],
  ['4', { geq: 5 }, '4 is not at least 5'],
  ['5', { lt: 5 }, '5 is not less than 5'],
  ['6', { leq: 5 }, '6 is not at most 5'],
  ['2147483648', {}, '"2147483648" is outside of -2147483648 to 2147483647, what an integer of 32 bits holds'],
  ['five', {}, '"five" is no integer'],
])('tells of %j with %j: %s', (text, bounds, message) =>
  expect(checkInteger(text, bounds)).toMatchObject([{ message, hint: expect.stringMatching(/\.$/) as string }]),
)

it('takes a value at its limits', () => expect(checkInteger('5', { geq: 5, leq: 5, gt: 4, lt: 6 })).toEqual([]))
