import { expect, test } from 'vitest'
import { OciPackError } from '../../../src/core/errors.js'
import { isDone, parseLintOptions } from '../../../src/dockerfile/lint/options.js'

const none = { skip: new Set(), experimental: new Set(), error: false }

test.each([
  ['', none],
  ['  ', none],
  ['skip=A,B', { ...none, skip: new Set(['A', 'B']) }],
  [' skip = A , B ; error = true ', { ...none, skip: new Set(['A', 'B']), error: true }],
  ['skip=all', { ...none, skip: 'all' }],
  ['skip=all,A', { ...none, skip: new Set(['all', 'A']) }],
  ['skip=A;skip=B', { ...none, skip: new Set(['B']) }],
  ['experimental=all', { ...none, experimental: 'all' }],
  ['experimental=A;error=T;skip=', { skip: new Set(['']), experimental: new Set(['A']), error: true }],
  ['error=0', none],
])('%j', (text, expected) => {
  expect(parseLintOptions(text)).toEqual(expected)
})

test.each(['skip', 'skip=all;', 'Skip=all', 'error=yes', 'error=', 'skip=a;skip=b;error=true;skip=c', '=x'])(
  '%j is refused',
  (text) => {
    expect(() => parseLintOptions(text)).toThrow(OciPackError)
  },
)

test('skip is for rules that are done by themselves, experimental for the others', () => {
  const options = { skip: new Set(['A']), experimental: new Set(['B']), error: false }
  expect(['A', 'B'].map((name) => isDone(options, name, false))).toEqual([false, true])
  expect(['A', 'B'].map((name) => isDone(options, name, true))).toEqual([false, true])
  expect(isDone({ ...options, skip: 'all' }, 'C', false)).toBe(false)
})
