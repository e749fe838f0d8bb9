import fc from 'fast-check'
import { describeApplet } from '../../../support/describeApplet.js'
import { tree } from '../../../support/trees.js'

const piece = fc.oneof(
  fc.constantFrom(
    'a',
    ' ',
    '\\n',
    '\\t',
    '\\\\',
    '%%',
    '\\101',
    '\\033[',
    '\\1',
    "'",
    '"',
    '\\"',
    '\\x41',
    '\\0101',
    '\u00e9',
  ),
  fc
    .tuple(
      fc.constantFrom('', '-', '0', '+', '#'),
      fc.constantFrom('', '', '3', '12'),
      fc.constantFrom('', '', '.2', '.0', '.'),
      fc.constantFrom('s', 's', 'd', 'i', 'u', 'o', 'x', 'X', 'b', 'c', 'f', 'q'),
    )
    .map((parts) => `%${parts.join('')}`),
)
const argument = fc.constantFrom(
  '',
  'a',
  'text',
  '0',
  '7',
  '-12',
  '007',
  '12x',
  'a b',
  '\\n',
  'x\\ty',
  '\\0101',
  '\u00e9',
  '123456',
  '%s',
  '-n',
)
const calls = fc
  .record({ pieces: fc.array(piece, { maxLength: 4 }), values: fc.array(argument, { maxLength: 3 }) })
  .map(({ pieces, values }) => ({ tree: tree({ w: tree({}) }), argv: ['printf', pieces.join(''), ...values] }))
const often = [
  ['%s\\n', 'one', 'two words'],
  ['[main]\\nkey = "value"\\n'],
  ['%s %d\\n', 'a', '1', 'b', '2'],
  ['#!/bin/sh\\nexec "$@"\\n'],
  ['%b', 'a\\nb\\n'],
  ["%s='%s'\\n", 'X', 'y'],
  ['deb %s main\\n', 'http://deb.debian.org/debian'],
]

describeApplet('printf', {
  families: ['coreutils', 'dash', 'bash', 'busybox'],
  programs: ['printf', 'dash', 'bash', 'busybox'],
  count: 300,
  understood: 20,
  any: calls,
  must: often.map((args) => ({ tree: tree({ w: tree({}) }), argv: ['printf', ...args] })),
})
