import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { excludeMatcher, type IgnoreMatcher, type IgnoreState, parseIgnore } from '../../src/dockerfile/ignore.js'

const excludes = (text: string, path: string) => parseIgnore(text, '.dockerignore').excludes(path)

describe('one pattern', () => {
  test.each([
    ['a', 'a', true],
    ['a', 'b/a', false],
    ['a', 'a/b/c', true],
    ['/a', 'a', true],
    ['a/', 'a/b', true],
    ['./a/../b', 'b', true],
    ['  a  ', 'a', true],
    ['*', 'a', true],
    ['*', 'a/b', true],
    ['*/b', 'b', false],
    ['*/b', 'a/b', true],
    ['*/*/c', 'a/b/c', true],
    ['*.md', 'a.md', true],
    ['*.md', 'a/b.md', false],
    ['**', 'a/b', true],
    ['**/b', 'b', true],
    ['**/b', 'x/y/b', true],
    ['**/b', 'xb', false],
    ['**b', 'x/yb', true],
    ['**/*.md', 'x/y/z.md', true],
    ['**/*.md', 'z.md', true],
    ['a/**', 'a', false],
    ['a/**', 'a/b', true],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/x/y/c', true],
    ['a/**/c', 'a/xc', false],
    ['a**', 'ab/c', true],
    ['**/a/**', 'x/a/y', true],
    ['a?', 'ab', true],
    ['a?', 'a/', false],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a.b', 'axb', false],
    ['a+(b)|{c}$', 'a+(b)|{c}$', true],
    ['#a', '#a', false],
    [' #a', '#a', true],
    ['a # b', 'a', false],
    ['', '', false],
    ['.', 'a', false],
    ['/', 'a', false],
  ])('%s against %s: %s', (pattern, path, excluded) => {
    expect(excludes(pattern, path)).toBe(excluded)
  })
})

describe('several patterns: the last that matches wins', () => {
  test.each([
    ['*\n!a', 'a', false],
    ['*\n!a', 'b', true],
    ['!a\n*', 'a', true],
    ['a\n!a/b', 'a/b', false],
    ['a\n!a/b', 'a/c', true],
    ['a\n!a/b', 'a/b/c', false],
    ['a\n!a/b/c', 'a/b', true],
    ['a\n!a/b/c', 'a/b/c', false],
    ['*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', true],
    ['*.md\n!README*.md\nREADME-secret.md', 'README.md', false],
    // Docker 28.5.2 was seen to leave a/b/f out: when a is looked at, the second pattern has nothing to take back in.
    ['a/b\n!a', 'a/b/f', true],
    ['**\n!**/*.js', 'x/y/z.js', false],
    ['\uFEFFa\r\n!a/b\r\n', 'a/b', false],
  ])('%j against %s: %s', (text, path, excluded) => {
    expect(excludes(text, path)).toBe(excluded)
  })
})

test.each([
  ['a\n!\n', 2],
  ['!  ', 1],
  ['!/', 1],
  ['# c\n\n[a\n', 3],
  ['a\\', 1],
])('%j is refused at line %i', (text, line) => {
  try {
    parseIgnore(text, 'x.dockerignore')
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(OciPackError)
    expect(error).toMatchObject({ code: 'dockerfile', location: { file: 'x.dockerignore', line } })
  }
})

test('--exclude takes the same patterns', () => {
  const matcher = excludeMatcher(['*.md', 'sub/**'])
  expect(['a.md', 'sub/x', 'sub', 'a.txt'].map((path) => matcher.excludes(path))).toEqual([true, true, false, false])
})

test.each([
  ['a\n!a/b', 'a', true],
  ['a\nb\n!a/b', 'b', false],
  ['*\n!*.js', 'a', false],
  ['*\n!*/x.js', 'a', true],
  ['*\n!a/*/x', 'a/b', true],
  ['*\n!a/*/x', 'a/b/c', false],
  ['*\n!**/x', 'a/b/c', true],
  ['*', 'a', false],
])('with %j, %s may hold what is taken back in: %s', (text, folder, may) => {
  expect(parseIgnore(text, '.dockerignore').mayHoldIncluded(folder)).toBe(may)
})

/** The rules as the documentation tells them, without any speed: one recursive match, the folders asked one by one. */
function reference(patterns: readonly string[], path: string): boolean {
  const parts = path.split('/')
  const paths = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
  let before: boolean[] = []
  let excluded = false
  for (const one of paths) {
    excluded = false
    const now: boolean[] = []
    for (const [i, pattern] of patterns.entries()) {
      const negated = pattern.startsWith('!')
      const text = negated ? pattern.slice(1) : pattern
      const match = before[i] === true || (negated === excluded && naive(text, one))
      now.push(match)
      if (match) excluded = !negated
    }
    before = now
  }
  return excluded
}

function naive(pattern: string, path: string): boolean {
  if (pattern === '') return path === ''
  if (pattern.startsWith('**')) {
    const rest = pattern.slice(2).replace(/^\//, '')
    if (rest === '') return true
    if (naive(rest, path)) return true
    return Array.from(path).some((character, i) => character === '/' && naive(rest, path.slice(i + 1)))
  }
  if (pattern.startsWith('*')) {
    return naive(pattern.slice(1), path) || (path !== '' && path[0] !== '/' && naive(pattern, path.slice(1)))
  }
  if (path === '') return false
  if (pattern.startsWith('?')) return path[0] !== '/' && naive(pattern.slice(1), path.slice(1))
  return pattern[0] === path[0] && naive(pattern.slice(1), path.slice(1))
}

const part = fc.constantFrom('a', 'b', 'ab', 'a.b')
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
const glob = fc.oneof(part, fc.constantFrom('*', '?', '**', 'a*', '*b', 'a?b'))
const pattern = fc
  .tuple(fc.boolean(), fc.array(glob, { minLength: 1, maxLength: 4 }))
  .map(([negated, parts]) => (negated ? '!' : '') + parts.join('/').replace(/(\*\*\/)+\*\*/g, '**'))
const patterns = fc.array(pattern, { maxLength: 5 })

test('agrees with the rules told naively', () => {
  fc.assert(
    fc.property(patterns, path, (lines, one) => {
      expect(excludes(lines.join('\n'), one)).toBe(reference(lines, one))
    }),
    { numRuns: 5000 },
  )
})

test('a folder that is pruned holds nothing that is taken back in', () => {
  fc.assert(
    fc.property(patterns, path, (lines, one) => {
      const matcher = parseIgnore(lines.join('\n'), '.dockerignore')
      expect(walked(matcher, one)).toBe(!matcher.excludes(one))
    }),
    { numRuns: 5000 },
  )
})

/** Whether a walk that prunes comes to a path and takes it. */
function walked(matcher: IgnoreMatcher, path: string): boolean {
  const parts = path.split('/')
  let state: IgnoreState | undefined
  for (let i = 1; i < parts.length; i++) {
    const folder = parts.slice(0, i).join('/')
    state = matcher.enter(folder, state)
    if (state.excluded && !matcher.mayHoldIncluded(folder)) return false
  }
  return !matcher.enter(path, state).excluded
}
