import { describe, expect, it } from 'vitest'
import { NotUnderstood } from '../../../../src/exec/builtin/notUnderstood.js'
import { parseScript } from '../../../../src/exec/builtin/shell/parse.js'

describe('parseScript', () => {
  it('reads words in their parts', () => {
    const [andOr] = parseScript(`a'b'"c$d"\${e:-f} > g`)
    expect(andOr?.first.commands).toEqual([
      {
        type: 'simple',
        assignments: [],
        words: [
          [
            { type: 'literal', text: 'a' },
            { type: 'quoted', parts: [{ type: 'literal', text: 'b' }] },
            {
              type: 'quoted',
              parts: [
                { type: 'literal', text: 'c' },
                { type: 'parameter', name: 'd', word: [] },
              ],
            },
            { type: 'parameter', name: 'e', operator: ':-', word: [{ type: 'literal', text: 'f' }] },
          ],
        ],
        redirections: [{ type: 'write', fd: 1, target: [{ type: 'literal', text: 'g' }] }],
      },
    ])
  })

  it('takes a byte that is no blank in ASCII for a part of a word', () => {
    const [andOr] = parseScript('echo a\xc3\xa0b')
    expect(andOr?.first.commands[0]).toMatchObject({ words: [[{ text: 'echo' }], [{ text: 'a\xc3\xa0b' }]] })
  })

  // What shells read in different ways, what they call an error, and what needs more than a tree.
  it.each([
    'a & b',
    'a &',
    'a | ',
    'a |& b',
    'a &> f',
    'a >& f',
    'a 3> f',
    'a 2>&3',
    'a >&-',
    'a <> f',
    'a <<< b',
    'a <(b)',
    'a > >(b)',
    '{fd}> f',
    "a 'open",
    'a "open',
    'a `open',
    'a $(open',
    'a ${open',
    'a ${!x}',
    'a ${x/a/b}',
    'a ${x:1}',
    'a ${x^}',
    'a "${x:-"y"}"',
    `a "\${x:-'y'}"`,
    'a ${x:-~}',
    'a $((1',
    'a $[1]',
    "a $'b'",
    'a $"b"',
    'a \\',
    'a "`echo "b"`"',
    '&& a',
    'a && && b',
    'a &&',
    'a ;; b',
    'a >',
    '; a',
    '! ! a',
    'if a; fi',
    'if a; then b',
    'if a; then fi',
    'while a; do b',
    'for i in a b do c; done',
    'for 1 in a; do b; done',
    'for ((i=0; i<1; i++)); do a; done',
    'case a in b) c',
    'case a in b) c ;& d) e;; esac',
    '{ a }',
    '( a',
    'a )',
    '((1))',
    '[[ a ]]',
    'function f { a; }',
    'f() a',
    'f-g() { a; }',
    'select i in a; do b; done',
    'time a',
    'coproc a',
    'a=(b c)',
    'a[1]=b',
    'a+=b',
    'then a',
    'done',
    '}',
    'cat <<E\nopen',
    'cat <<E\na\\\nE\n',
    'cat <<$x\na\n$x\n',
    'a\0b',
  ])('does not understand %j', (text) => {
    expect(() => parseScript(text)).toThrow(NotUnderstood)
  })

  it.each(['(', '{ ', '$(', '"$(', '${x:-', '$(((', 'if ', '! ', 'a && { '])(
    'gives up where %j is nested without end',
    (open) => {
      expect(() => parseScript(open.repeat(20_000))).toThrow(NotUnderstood)
    },
  )
})
