import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { harmless, oneLine, settledLine } from '../../../src/cli/text/harmless.js'
import { formatColumns, formatRows } from '../../../src/cli/text/table.js'
import { formatAge, formatSeconds, formatTransfer, formatWait } from '../../../src/cli/text/units.js'
import { cutTo, displayWidth, widest, wrapped } from '../../../src/cli/text/width.js'

test.each([
  ['a\tb\nc', 'a\tb\nc'],
  ['\x1b[31mred\x1b[0m', 'red'],
  ['\x1b]8;;http://x\x07link\x1b]8;;\x07', 'link'],
  ['\x1b', '␛'],
  ['bell\x07', 'bell␇'],
  ['\x7f\x85', '␡\ufffd'],
  ['\u202egpj', '\ufffdgpj'],
])('%j is made harmless', (text, expected) => {
  expect(harmless(text)).toBe(expected)
})

test('whatever a program writes, no control character is left', () => {
  const pieces = fc.constantFrom('\x1b', '[', ']', '2J', ';', '\x07', '\x9b', '\x9c', 'a', '\r', '\0', '\x1b[', '\x1b]')
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      expect(harmless(parts.join(''))).not.toMatch(/\p{Cc}/u)
    }),
  )
})

test.each([
  ['10%\r 50%\r100%', '100%'],
  ['windows\r', 'windows'],
  ['a\tb', 'a    b'],
])('%j settles', (line, expected) => {
  expect(settledLine(line)).toBe(expected)
})

test('an instruction of several lines becomes one', () => {
  expect(oneLine('RUN a && \\\n\t  b')).toBe('RUN a && \\ b')
})

describe('widths', () => {
  test('the widest of many lines', () => {
    expect(widest([])).toBe(0)
    expect(widest([...Array.from({ length: 300_000 }, () => 'a'), '文b'])).toBe(3)
  })

  test.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['ｆ', 2],
    ['한', 2],
    ['🐳', 2],
    ['👩‍👩‍👧', 2],
    ['\u200b', 0],
    ['', 0],
  ])('%j takes %d columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['漢字漢', 5, '漢字…'],
    ['漢字漢', 4, '漢…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['ae\u0301bc', 3, 'ae\u0301…'],
  ])('%j in %d columns', (text, columns, expected) => {
    expect(cutTo(text, columns)).toBe(expected)
  })

  test('a cut line fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, columns) => {
        expect(displayWidth(cutTo(text, columns))).toBeLessThanOrEqual(columns)
      }),
    )
  })
})

test('rows begin their values in one column', () => {
  const rows = formatRows([['a', '1'], ['none'], ['long', '2', '3']], ' ')
  expect(rows).toBe(' a     1\n long  2\n       3\n')
})

test('times and transfers', () => {
  expect(formatSeconds(12_345)).toBe('12.3s')
  expect(formatTransfer(1000, 5000)).toBe('1.0 kB / 5.0 kB')
  expect(formatTransfer(5000, 5000)).toBe('5.0 kB')
  expect(formatTransfer(5000, undefined)).toBe('5.0 kB')
})

test('columns are as wide as their widest cell', () => {
  expect(
    formatColumns([
      ['A', 'B', 'C'],
      ['漢字', '1', 'long text'],
      ['x', '', ''],
    ]),
  ).toBe('A     B  C\n漢字  1  long text\nx\n')
  expect(formatColumns([])).toBe('')
})

test.each([
  [-5000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [2 * 3_600_000 + 1, '2 hours ago'],
  [6.9 * 86_400_000, '6 days ago'],
  [70 * 86_400_000, '10 weeks ago'],
])('%d milliseconds are %j', (age, text) => {
  expect(formatAge(age)).toBe(text)
})

test.each([
  [0, '0s'],
  [8_001, '9s'],
  [59_900, '1m00s'],
  [125_000, '2m05s'],
  [11_400_000, '3h10m'],
  [345_600_000, '4d'],
])('%d ms are a wait of %s', (milliseconds, expected) => {
  expect(formatWait(milliseconds)).toBe(expected)
})

test.each([
  ['', 4, ['']],
  ['abcdef', 3, ['abc', 'def']],
  ['a漢字', 4, ['a漢', '字']],
  ['漢字', 1, ['漢', '字']],
] as const)('%j wraps at %d columns', (text, columns, rows) => {
  expect(wrapped(text, columns)).toEqual(rows)
})
