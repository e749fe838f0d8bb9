import { describe, expect, it } from 'vitest'
import { checkBoolean } from '../../../src/task/values/boolean.js'
import { checkEnumeration } from '../../../src/task/values/enumeration.js'
import { checkString } from '../../../src/task/values/string.js'
import { isBlank, textOf } from '../../../src/task/values/text.js'

const messages = (problems: readonly { message: string }[]): string[] => problems.map(({ message }) => message)

describe('booleans', () => {
  it.each(['true', 'false', 'True', 'FALSE', 'tRuE'])('takes %s', (text) => expect(checkBoolean(text)).toEqual([]))

  it.each(['yes', 'no', '1', '0', 'on', 't', ' true', 'true ', 'true\n', '"true"', 'null', ''])('refuses %j', (text) =>
    expect(messages(checkBoolean(text))).toEqual([
      `${JSON.stringify(text)} is neither true nor false: the App Engine reads it as false`,
    ]),
  )
})

describe('strings', () => {
  const longText = 'x'.repeat(256)
  it.each([
    ['abc', 0, undefined, []],
    ['abc', 3, 3, []],
    ['ab', 3, undefined, ['it has 2 characters, at least 3 are needed']],
    ['abcd', 0, 3, ['it has 4 characters, at most 3 are allowed']],
    // UTF-16 units, as Java counts.
    ['\u{1F600}', 2, 2, []],
    ['\u{1F600}', 0, 1, ['it has 2 characters, at most 1 are allowed']],
    ['\u{e9}', 1, 1, []],
    // Newer engines count without the spaces, older ones with them.
    ['a  ', 3, undefined, ['it has 1 characters, at least 3 are needed']],
    ['a  ', 0, 2, ['it has 3 characters, at most 2 are allowed']],
    ['two\nlines', 0, undefined, []],
    ['x'.repeat(255), 0, undefined, []],
    ['\u{1F600}'.repeat(255), 0, undefined, []],
    [longText, 0, undefined, ['the App Engine stores at most 255 characters, and it has 256']],
    ['a\0b', 0, undefined, ['it holds a NUL character, which the App Engine cannot store']],
  ])('judges %j of %i to %j', (text, minLength, maxLength, expected) => {
    expect(messages(checkString(text, { id: 'string', minLength, maxLength }))).toEqual(expected)
  })
})

describe('enumerations', () => {
  const type = { id: 'enumeration', values: ['red', 'dark green', 'Blue', ' gap'] } as const

  it.each(['red', 'dark green', 'Blue'])('takes %s', (text) => expect(checkEnumeration(text, type)).toEqual([]))

  it.each([
    ['Red', '"Red" is none of the values', 'Did you mean red?'],
    ['blue', '"blue" is none of the values', 'Did you mean Blue?'],
    ['darkgreen', '"darkgreen" is none of the values', 'Did you mean dark green?'],
    ['yellow', '"yellow" is none of the values', 'They are: red, dark green, Blue,  gap'],
    ['red ', '"red " is none of the values', 'Did you mean red?'],
    ['"red"', '"\\"red\\"" is none of the values', 'Did you mean red?'],
    [
      ' gap',
      '" gap" has spaces at an end, which the App Engine takes off before it looks for it',
      'Take them off in the descriptor, too.',
    ],
  ])('refuses %j', (text, message, hint) => {
    expect(checkEnumeration(text, type)).toEqual([{ message, hint }])
  })
})

describe('textOf', () => {
  it.each([
    ['abc', 'abc', []],
    ['', '', []],
    [' a ', ' a ', []],
    ['a\nb', 'a\nb', []],
    ['abc\n', 'abc', [/newline/]],
    ['abc\r\n', 'abc', [/newline/]],
    ['abc\n\n', 'abc', [/newline/]],
    ['\u{feff}abc', 'abc', [/byte order mark/]],
    ['\u{feff}abc\n', 'abc', [/byte order mark/, /newline/]],
  ])('reads the bytes of %j', (whole, text, patterns) => {
    const read = textOf(Buffer.from(whole))
    expect(read.text).toBe(text)
    expect(read.problems).toHaveLength(patterns.length)
    patterns.forEach((pattern, i) => expect(read.problems[i]?.message).toMatch(pattern))
  })

  it.each([[[0xff]], [[0x61, 0xe9]], [[0xed, 0xa0, 0x80]], [[0xc0, 0x80]]])('finds no text in %j', (bytes) => {
    expect(textOf(Uint8Array.from(bytes))).toMatchObject({
      text: undefined,
      problems: [{ message: 'it is not UTF-8' }],
    })
  })

  it('knows what is blank', () => {
    expect(['', ' ', '\t\n', '\u{a0}'].map(isBlank)).toEqual([true, true, true, true])
    expect([' a', '0'].map(isBlank)).toEqual([false, false])
  })
})
