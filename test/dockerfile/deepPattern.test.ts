import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deepElements, deepMatcher, follow } from '../../src/dockerfile/deepPattern.js'
import { parsePattern } from '../../src/dockerfile/pattern.js'

const kinds = (pattern: string): string =>
  deepElements(parsePattern(pattern))
    .map(({ kind }) => kind)
    .join(' ')

test.each([
  ['**', 'rest'],
  ['**/a', 'folders literal'],
  ['a/**', 'literal literal rest'],
  ['***', 'folders star'],
  ['****', 'rest'],
  ['**/**/a', 'folders literal'],
  ['****a', 'folders literal'],
  ['*/a', 'star literal literal'],
])('%s', (pattern, expected) => {
  expect(kinds(pattern)).toBe(expected)
})

const part = fc.constantFrom('*', '**', '**/', '?', '[ab]', '[^a]', 'a', 'b', '/', '\\*')
const pattern = fc.array(part, { maxLength: 7 }).map((parts) => parts.join(''))
const path = fc.array(fc.constantFrom('a', 'b', '*', '/', 'é', '😀'), { maxLength: 8 }).map((parts) => parts.join(''))

test('what is followed along all ways matches as the regular expression does', () => {
  fc.assert(
    fc.property(pattern, path, (text, name) => {
      const elements = deepElements(parsePattern(text))
      const open = elements.filter(({ kind }) => kind === 'star' || kind === 'folders' || kind === 'rest').length
      fc.pre(open <= 3)
      expect(follow(elements, name)).toBe(deepMatcher(elements)(name))
    }),
    { numRuns: 3000, seed: 1 },
  )
})

// A regular expression would take years.
test.each([
  ['*a'.repeat(40), false],
  ['**/a'.repeat(40), false],
  [`${'**/a/'.repeat(40)}*b`, true],
  ['?*'.repeat(50), false],
  ['*'.repeat(301), true],
])('%s', (text, expected) => {
  const matches = deepMatcher(deepElements(parsePattern(text)))
  expect(matches(`${'a'.repeat(120)}/${'a/'.repeat(60)}b`)).toBe(expected)
})
