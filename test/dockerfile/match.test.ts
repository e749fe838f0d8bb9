import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { matchPath } from '../../src/dockerfile/match.js'

test.each([
  ['abc', 'abc', true],
  ['*', 'abc', true],
  ['*', '', true],
  ['*', 'a/b', false],
  ['*c', 'abc', true],
  ['a*', 'a', true],
  ['a*', 'ab/c', false],
  ['a*/b', 'abc/b', true],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxe/xxx/f', false],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[e-g]', 'abc', false],
  ['ab[^c]', 'abc', false],
  ['ab[^e-g]', 'abc', true],
  ['ab[!c]', 'ab!', true],
  ['ab[!c]', 'abd', false],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'ab', false],
  ['a?b', 'a☺b', true],
  ['a[^a]b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['[a-ζ]*', 'α', true],
  ['*[a-ζ]', 'A', false],
  ['a?b', 'a/b', false],
  ['a*b', 'a/b', false],
  ['[\\]a]', ']', true],
  ['[\\-]', '-', true],
  ['[x\\-]', 'x', true],
  ['[\\-x]', 'a', false],
  ['[b-a]', 'a', false],
  ['*x', 'xxx', true],
  ['**/x', 'a/x', true],
  ['**/x', 'a/b/x', false],
  ['a.c', 'abc', false],
  ['', '', true],
  ['', 'a', false],
])('%s against %s: %s', (pattern, name, matches) => {
  expect(matchPath(pattern, name)).toBe(matches)
})

test.each(['[]a]', '[-]', '[x-]', '[-x]', '[a-b-c]', '[', '[^', '[^bc', 'a[', 'a\\', '[a\\', 'x[]'])(
  '%s is no pattern',
  (pattern) => {
    expect(() => matchPath(pattern, 'a')).toThrow(OciPackError)
  },
)

test('many stars do not take for ever', () => {
  expect(matchPath('*a'.repeat(30) + 'b', 'a'.repeat(2000))).toBe(false)
})
