import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { formatDuration, parseDuration } from '../../src/dockerfile/duration.js'

test.each([
  ['0', 0],
  ['30s', 30e9],
  ['1h2m3.5s', 3723.5e9],
  ['1.5h', 5400e9],
  ['500ms', 500e6],
  ['.5s', 0.5e9],
  ['5.s', 5e9],
  ['10us', 10e3],
  ['10µs', 10e3],
  ['7ns', 7],
  ['-1m', -60e9],
  ['+1m', 60e9],
])('%s is %d ns', (text, nanoseconds) => {
  expect(parseDuration(text)).toBe(nanoseconds)
})

test.each(['', '1', '.s', 's', '1x', '1 s', '1s ', '--1s', '1d', '1e3s', '9999999999h'])('%j is refused', (text) => {
  expect(() => parseDuration(text)).toThrow(OciPackError)
})

test.each([
  [0, '0s'],
  [7, '7ns'],
  [1500, '1.5µs'],
  [500e6, '500ms'],
  [90e9, '1m30s'],
  [3600e9, '1h0m0s'],
  [1.5e9, '1.5s'],
  [-60e9, '-1m0s'],
])('%d ns print as %s', (nanoseconds, text) => {
  expect(formatDuration(nanoseconds)).toBe(text)
})

test('what is printed reads as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), (nanoseconds) => {
      expect(parseDuration(formatDuration(nanoseconds))).toBe(nanoseconds)
    }),
  )
})
