import { expect, test } from 'vitest'
import { withoutCredentials, withoutSecrets } from '../../src/core/credentials.js'

test.each([
  ['ADD https://user:secret@h.example/a /a', 'ADD https://h.example/a /a'],
  ['ADD https://token@h.example/a HTTP://u:p@w@h.example/b /', 'ADD https://h.example/a HTTP://h.example/b /'],
  ['["https://u:p@h.example/a", "/x/"]', '["https://h.example/a", "/x/"]'],
  ['https://h.example/@scope/package?at=@', 'https://h.example/@scope/package?at=@'],
  ['me@h.example https://h.example', 'me@h.example https://h.example'],
  ['ssh://git@h.example/a', 'ssh://git@h.example/a'],
])('%s', (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown)
})

test.each([
  [
    'request to https://me:p@store.example/a/b?X-Sig=s&c=d failed, reason: x',
    'request to https://store.example/a/b?… failed, reason: x',
  ],
  ["at 'https://a.example/?q'", "at 'https://a.example/?…'"],
  ['you said Basic bWU6cA== and bearer eyJh.b-c_d', 'you said Basic … and bearer …'],
  ['Basic authentication is required, bearer tokens too', 'Basic authentication is required, bearer tokens too'],
  ['what? https://a.example/b', 'what? https://a.example/b'],
])('what others say loses what opens doors: %s', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected)
})
