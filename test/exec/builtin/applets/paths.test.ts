import fc from 'fast-check'
import { pathArbitrary, treeArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const word = fc.oneof(
  pathArbitrary,
  fc.constantFrom('/', '//', '///a//', '/a', 'a//', '/a/b/', '/a//b//', 'x.tar.gz', '/usr/lib/x.gz', '..', '/..'),
)

describeApplet('basename', {
  families: ['coreutils', 'busybox'],
  programs: ['basename', 'busybox'],
  any: fc
    .record({ tree: treeArbitrary(), word, suffix: fc.constantFrom<string[][]>([], ['.gz'], ['x'], ['b'], ['']) })
    .map(({ tree, word, suffix }) => ({ tree, argv: ['basename', word, ...suffix] })),
})

describeApplet('dirname', {
  families: ['coreutils', 'busybox'],
  programs: ['dirname', 'busybox'],
  any: fc.record({ tree: treeArbitrary(), word }).map(({ tree, word }) => ({ tree, argv: ['dirname', word] })),
})

describeApplet('readlink', {
  families: ['coreutils', 'busybox'],
  programs: ['readlink', 'busybox'],
  count: 300,
  any: fc
    .record({ tree: treeArbitrary(), options: fc.constantFrom<string[][]>([], ['-f'], ['-n'], ['-fn']), word })
    .map(({ tree, options, word }) => ({ tree, argv: ['readlink', ...options, word] })),
})

describeApplet('realpath', {
  families: ['coreutils', 'busybox'],
  programs: ['realpath', 'busybox'],
  any: fc.record({ tree: treeArbitrary(), word }).map(({ tree, word }) => ({ tree, argv: ['realpath', word] })),
})
