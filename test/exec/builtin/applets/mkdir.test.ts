import fc from 'fast-check'
import { pathArbitrary, treeArbitrary, umaskArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const fresh = fc.constantFrom(
  'new',
  'new/x',
  'new/x/y',
  'a/n',
  'a/n/m',
  'b/n/',
  '/srv/a/b',
  'a/../n',
  'n/../m',
  './n//o',
  'n/.',
  'e',
)

describeApplet('mkdir', {
  families: ['coreutils', 'busybox'],
  programs: ['mkdir', 'busybox'],
  any: fc
    .record({
      tree: treeArbitrary(),
      umask: fc.oneof(umaskArbitrary, fc.constantFrom(0o777, 0o377)),
      options: fc.constantFrom<string[][]>(
        [],
        ['-p'],
        ['-p'],
        ['-m', '700'],
        ['-pm755'],
        ['-m', 'a+X,g-w'],
        ['-pm', '2770'],
        ['-m=rx'],
        ['-m', '1777'],
        ['-m', 'u=rwx,g=s'],
      ),
      paths: fc.array(fc.oneof(pathArbitrary, fresh), { minLength: 1, maxLength: 2 }),
    })
    .map(({ tree, umask, options, paths }) => ({ tree, umask, argv: ['mkdir', ...options, ...paths] })),
})
