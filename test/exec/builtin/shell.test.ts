import { describe, expect, it } from 'vitest'
import { NotUnderstood } from '../../../src/exec/builtin/notUnderstood.js'
import { parseShell } from '../../../src/exec/builtin/shell.js'

const env = new Map([
  ['HOME', '/root'],
  ['WORDS', 'two words'],
  ['NONE', ''],
  ['GLOB', '*.txt'],
])

function words(text: string): readonly (readonly string[])[] {
  return parseShell(text, env).map((command) => command.words)
}

describe('parseShell', () => {
  it.each<[string, string[][]]>([
    ['chmod +x /run.sh', [['chmod', '+x', '/run.sh']]],
    ['a b && c;d\ne', [['a', 'b'], ['c'], ['d'], ['e']]],
    ['a &&\n\n b', [['a'], ['b']]],
    ['\n\na\n\n\nb\n', [['a'], ['b']]],
    ['a \\\n  b', [['a', 'b']]],
    ['a b\\\nc', [['a', 'bc']]],
    [`a 'b c' "d e" f\\ g`, [['a', 'b c', 'd e', 'f g']]],
    [`a 'x'"y"z ''`, [['a', 'xyz', '']]],
    [`a "\\$HOME \\" \\\\ \\n"`, [['a', '$HOME " \\ \\n']]],
    ['a $HOME/x ${HOME}y "$WORDS" "$NONE"', [['a', '/root/x', '/rooty', 'two words', '']]],
    [`a '$HOME'`, [['a', '$HOME']]],
    ['# all\na b # rest; c\nd#e', [['a', 'b'], ['d#e']]],
    ['a;', [['a']]],
    ['a é', [['a', '\xc3\xa9']]],
    ['a \'*\' "?" \\*', [['a', '*', '?', '*']]],
    ['', []],
  ])('reads %j', (text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it.each([
    ['echo a > f', { path: 'f', append: false }],
    ['echo a >f', { path: 'f', append: false }],
    ['echo a>>f', { path: 'f', append: true }],
    ['> f echo a', { path: 'f', append: false }],
  ])('reads the redirection of %j', (text, redirection) => {
    expect(parseShell(text, env)).toEqual([{ words: ['echo', 'a'], redirection }])
  })

  it.each([
    'a | b',
    'a || b',
    'a & b',
    '(a)',
    '{ a; }',
    'a $(b)',
    'a `b`',
    'a "$(b)"',
    'a "`b`"',
    'a $UNSET',
    'a "$UNSET"',
    'a $WORDS',
    'a $NONE',
    'a $GLOB',
    'a ${HOME:-x}',
    'a $1',
    'a $?',
    'a *.txt',
    'a b?',
    'a [ab]',
    'a ~',
    'a ~/x',
    'a {b,c}',
    'a < f',
    'a 2> f',
    'a 2>&1',
    'a > b > c',
    'a &> f',
    'a >| f',
    'a <<E\nE',
    "a 'open",
    'a "open',
    'a \\',
    '&& a',
    'a && && b',
    'a &&',
    'a ;; b',
    'a >',
    'a $PWD',
    '; a',
    '!a',
    'a\rb',
    '> f',
  ])('does not understand %j', (text) => {
    expect(() => parseShell(text, new Map([...env, ['PWD', '/']]))).toThrow(NotUnderstood)
  })
})
