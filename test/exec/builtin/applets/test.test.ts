import fc from 'fast-check'
import { pathArbitrary, treeArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const word = fc.oneof(
  pathArbitrary,
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '01',
    'x',
    '-f',
    '!',
    '(',
    ')',
    '-a',
    '-o',
    '=',
    '-n',
    '1x',
    '99999999999999999999',
  ),
)
const unary = fc.tuple(fc.constantFrom(...'efdhLsrwxnzgukpbctON'.split('').map((letter) => `-${letter}`)), word)
const binary = fc.tuple(
  word,
  fc.constantFrom('=', '!=', '==', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '<'),
  word,
)
const primary = fc.oneof<fc.Arbitrary<string[]>[]>(unary, unary, binary, fc.tuple(word), fc.tuple())
const negated = fc.tuple(fc.constantFrom<string[][]>([], [], ['!']), primary).map((parts) => parts.flat())
const expression = fc.oneof(
  { weight: 3, arbitrary: negated },
  { weight: 1, arbitrary: fc.tuple(negated, fc.constantFrom(['-a'], ['-o']), negated).map((parts) => parts.flat()) },
  { weight: 1, arbitrary: negated.map((args) => ['(', ...args, ')']) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(negated, fc.constant(['-o']), negated, fc.constant(['-a']), negated)
      .map((parts) => parts.flat()),
  },
)

describeApplet('test', {
  families: ['coreutils', 'dash', 'bash', 'busybox'],
  programs: ['test', '[', 'dash', 'bash', 'busybox'],
  count: 150,
  any: fc.record({ tree: treeArbitrary(), expression, bracket: fc.boolean() }).map(({ tree, expression, bracket }) => ({
    tree,
    argv: bracket ? ['[', ...expression, ']'] : ['test', ...expression],
  })),
})
