import { describe, expect, test } from 'vitest'
import { expandSource, isPattern } from '../../../src/build/copy/wildcards.js'
import { directory, file, link, tree } from '../../support/trees.js'

test.each([
  ['a*', true],
  ['a?', true],
  ['[ab]', true],
  ['a/b', false],
  ['a\\*', false],
  ['a\\\\*', true],
  ['a\\', false],
  ['', false],
])('isPattern(%j) is %j', (source, pattern) => {
  expect(isPattern(source)).toBe(pattern)
})

describe('expandSource', () => {
  const root = tree({
    'b.txt': file(''),
    'a.txt': file(''),
    'B.txt': file(''),
    '.hidden.txt': file(''),
    'one/x.py': file(''),
    'one/y.py': file(''),
    'two/x.py': file(''),
    'two/deep/x.py': file(''),
    'notes/x.md': file(''),
    ln: link('one'),
    empty: directory(),
    // Two bytes of UTF-8, one character.
    'caf\xc3\xa9.md': file(''),
    // No UTF-8 at all.
    'bad\xff.md': file(''),
    'star*.md': file(''),
  })

  test.each<[string, string[]]>([
    ['a.txt', ['a.txt']],
    ['gone', ['gone']],
    ['*.txt', ['.hidden.txt', 'B.txt', 'a.txt', 'b.txt']],
    ['[ab].txt', ['a.txt', 'b.txt']],
    ['[^a].txt', ['B.txt', 'b.txt']],
    ['?ne', ['one']],
    ['*/x.py', ['one/x.py', 'two/x.py']],
    ['*/*/x.py', ['two/deep/x.py']],
    ['one/*', ['one/x.py', 'one/y.py']],
    ['./one//*', ['one/x.py', 'one/y.py']],
    // Links before the first wildcard are followed, later ones are not.
    ['ln/*', ['one/x.py', 'one/y.py']],
    ['l?/x.py', []],
    ['l?', ['ln']],
    ['empty/*', []],
    ['gone/*', ['gone/*']],
    ['a.txt/*', ['a.txt/*']],
    ['caf?.md', ['caf\xc3\xa9.md']],
    ['caf\u00e9.m?', ['caf\xc3\xa9.md']],
    ['bad?.md', ['bad\xff.md']],
    ['star\\*.m?', ['star*.md']],
    ['o*/../[ab].txt', ['a.txt', 'b.txt']],
    ['gone/../ln/../[ab].txt', ['a.txt', 'b.txt']],
    ['../*.txt', ['.hidden.txt', 'B.txt', 'a.txt', 'b.txt']],
  ])('%j', (source, paths) => {
    expect(expandSource(root, source)).toEqual(paths)
  })

  test('an ill-formed pattern is told', () => {
    expect(() => expandSource(root, '[a')).toThrow(expect.objectContaining({ code: 'dockerfile' }) as Error)
  })
})
