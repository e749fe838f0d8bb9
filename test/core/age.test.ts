import { expect, test } from 'vitest'
import { parseAge } from '../../src/core/age.js'

test.each([
  ['0s', 0],
  ['90s', 90_000],
  ['24h', 86_400_000],
  ['1h30m', 5_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['1.5d', 129_600_000],
])('%j is %d milliseconds', (text, age) => {
  expect(parseAge(text, '--older-than')).toBe(age)
})

test.each(['', '7', 'd', '-7d', '7 d', '7days', '1y', '2024-01-01'])('%j is no age', (text) => {
  expect(() => parseAge(text, '--older-than')).toThrow(
    expect.objectContaining({ code: 'usage', message: `--older-than ${JSON.stringify(text)} is not an age` }),
  )
})
