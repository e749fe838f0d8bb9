import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { javaDouble, parseJavaDouble } from '../../../src/task/values/javaNumber.js'
import { checkNumber, parseNumber } from '../../../src/task/values/number.js'

const plain = { id: 'number', infinityAllowed: false, nanAllowed: false } as const

describe('parseJavaDouble, as Java was seen to read', () => {
  it.each([
    ['1', 1],
    ['-1.5', -1.5],
    ['+1.5', 1.5],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['1e-3', 0.001],
    ['1d', 1],
    ['1f', 1],
    ['1.5D', 1.5],
    ['NaN', NaN],
    ['+NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['+Infinity', Infinity],
    ['0x1p3', 8],
    ['0x1.8p1', 3],
    ['0x.8p0', 0.5],
    ['0X1P-2f', 0.25],
    ['1e400', Infinity],
    ['1e-400', 0],
  ])('reads %j', (text, value) => expect(parseJavaDouble(text)).toBe(value))

  it.each([
    '',
    '.',
    '1_0',
    'infinity',
    'inf',
    'nan',
    '0x10',
    'e5',
    '1e',
    '--1',
    '1,5',
    '1e+',
    '1.0L',
    '\u0661',
    '0xp1',
    'constructor',
  ])('refuses %j', (text) => expect(parseJavaDouble(text)).toBeUndefined())
})

describe('javaDouble', () => {
  // As Double.toString was seen to write them.
  it.each([
    [1, '1.0'],
    [0.1, '0.1'],
    [100, '100.0'],
    [1e7, '1.0E7'],
    [9999999, '9999999.0'],
    [1e-3, '0.001'],
    [9.99e-4, '9.99E-4'],
    [123456789.125, '1.23456789125E8'],
    [1e21, '1.0E21'],
    [5e-324, '4.9E-324'],
    [-0, '-0.0'],
    [0, '0.0'],
    [2e-3, '0.002'],
    [12345678, '1.2345678E7'],
    [Number.MAX_VALUE, '1.7976931348623157E308'],
    [3e-5, '3.0E-5'],
    [-4.35, '-4.35'],
    [2.2250738585072014e-308, '2.2250738585072014E-308'],
    [Infinity, 'Infinity'],
    [NaN, 'NaN'],
  ])('writes %d as %s', (value, text) => expect(javaDouble(value)).toBe(text))

  it('gives back every number', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(parseJavaDouble(javaDouble(value))).toBe(value)
      }),
    )
  })
})

describe('checkNumber', () => {
  it.each(['nan', 'NaN', 'NAN', 'inf', 'INF', '-inf', '-Inf'])(
    "takes the App Engine's own word %s, and not in an array unless Java has it",
    (text) => {
      expect(parseNumber(text, false)).not.toBeUndefined()
      expect(parseNumber(text, true)).toEqual(text === 'NaN' ? NaN : undefined)
    },
  )

  it.each([
    ['1e400', {}, '"1e400" is too large for a number and read as Infinity'],
    ['inf', {}, 'inf is not allowed'],
    ['-Infinity', {}, '-Infinity is not allowed'],
    ['nan', {}, 'nan is not allowed'],
    ['1,5', {}, '"1,5" is no number'],
    ['+inf', {}, '"+inf" is no number'],
    [' 1', {}, '" 1" is no number'],
    ['0.5', { gt: 0.5 }, '0.5 is not greater than 0.5'],
    ['0.4', { geq: 0.5 }, '0.4 is not at least 0.5'],
    ['0.5', { lt: 0.5 }, '0.5 is not less than 0.5'],
    ['inf', { infinityAllowed: true, leq: 1 }, 'Infinity is not at most 1'],
  ])('tells of %j with %j: %s', (text, rules, message) => {
    expect(checkNumber(text, { ...plain, ...rules }, false)).toMatchObject([{ message }])
  })

  it.each([
    ['nan', { nanAllowed: true }],
    ['NaN', { nanAllowed: true, gt: 1 }],
    ['-inf', { infinityAllowed: true }],
    ['1e400', { infinityAllowed: true }],
    ['-12.5e-3', {}],
  ])('takes %j with %j', (text, rules) => expect(checkNumber(text, { ...plain, ...rules }, false)).toEqual([]))

  it('tells how to write infinity in an array', () => {
    expect(checkNumber('inf', { ...plain, infinityAllowed: true }, true)).toMatchObject([
      { hint: 'Write NaN, Infinity or -Infinity.' },
    ])
  })
})
