import { expect, test } from 'vitest'
import { isDateTime, isEmail, isUri } from '../../../src/task/descriptor/formats.js'

test.each([
  ['https://example.org/a?b=c#d', true],
  ['urn:isbn:1', true],
  ['file:///x', true],
  ['https://école.org/%C3%A9', true],
  ['example.org', false],
  ['https://', false],
  ['https://a b', false],
  ['https://a/%zz', false],
  ['https://a#b#c', false],
  ['https://a/[x]', false],
  [':x', false],
])('whether %s is a URI: %s', (text, yes) => {
  expect(isUri(text)).toBe(yes)
})

test.each([
  ['ada@example.org', true],
  ["a.b+c'd@mail.example.co.uk", true],
  ['ada', false],
  ['ada@', false],
  ['ada@host', false],
  ['ada@host.local', false],
  ['ada@-x.org', false],
  ['.ada@x.org', false],
  ['a..b@x.org', false],
  ['ada @x.org', false],
  [`${'a'.repeat(65)}@x.org`, false],
])('whether %s is an e-mail address: %s', (text, yes) => {
  expect(isEmail(text)).toBe(yes)
})

test.each([
  ['2025-01-31T12:00:00Z', true],
  ['2024-02-29T23:59:59.123456789+14:00', true],
  ['0000-01-01T00:00:00Z', true],
  ['2025-02-29T12:00:00Z', false],
  ['2025-13-01T12:00:00Z', false],
  ['2025-01-31T24:00:00Z', false],
  ['2025-01-31T12:00:00', false],
  ['2025-01-31 12:00:00Z', false],
  ['2025-01-31', false],
])('whether %s is a moment: %s', (text, yes) => {
  expect(isDateTime(text)).toBe(yes)
})
