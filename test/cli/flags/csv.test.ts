import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvFields } from '../../../src/cli/flags/csv.js'

test.each([
  ['', ['']],
  ['a', ['a']],
  ['a,', ['a', '']],
  [',a', ['', 'a']],
  ['"a,b",c', ['a,b', 'c']],
  ['"",x', ['', 'x']],
  ['"""a"""', ['"a"']],
  [' a , b ', [' a ', ' b ']],
])('%j', (text, fields) => {
  expect(csvFields(text)).toEqual(fields)
})

test.each(['"a', 'a"b"', '"a"b', ' "a"'])('%j has a quote out of place', (text) => {
  expect(() => csvFields(text)).toThrow('a double quote is out of place')
})

test('what is quoted comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (fields) => {
      const text = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')
      expect(csvFields(text)).toEqual(fields)
    }),
  )
})
