import fc from 'fast-check'
import { describeApplet } from '../../../support/describeApplet.js'
import { shellTree } from '../../../support/shellRuns.js'

const pieces = [
  'a',
  ' ',
  '\\n',
  '\\t',
  '\\\\',
  '\\0',
  '\\0101',
  '\\07',
  '\\c',
  '\\q',
  '\\a',
  '\\',
  '-n',
  'b',
  '\\"',
  '\\1',
  '\\x41',
  '\\e',
]

describeApplet('echo', {
  families: ['dash', 'bash', 'busybox', 'coreutils'],
  programs: ['dash', 'bash', 'busybox', 'echo'],
  count: 60,
  understood: 20,
  any: fc
    .record({
      options: fc.array(fc.constantFrom('-n', '-e', '-E', '-ne', '-nE', '-eE', '-', '--', '-x', '-nx'), {
        maxLength: 2,
      }),
      texts: fc.array(
        fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((parts) => parts.join('')),
        { maxLength: 3 },
      ),
    })
    .map(({ options, texts }) => ({ tree: shellTree(), argv: ['echo', ...options, ...texts] })),
  must: [
    { tree: shellTree(), argv: ['echo', 'a', 'b  c'] },
    { tree: shellTree(), argv: ['echo', '-n', 'a\\nb'] },
    { tree: shellTree(), argv: ['echo', '-e', 'a\\tb\\\\n'] },
  ],
})
