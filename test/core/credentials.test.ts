import { expect, test } from 'vitest'
import { withoutCredentials } from '../../src/core/credentials.js'

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
