import fc from 'fast-check'
import { pathArbitrary, treeArbitrary, umaskArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

describeApplet('touch', {
  families: ['coreutils', 'busybox'],
  programs: ['touch', 'busybox'],
  any: fc
    .record({
      tree: treeArbitrary({ xattrs: true }),
      umask: umaskArbitrary,
      options: fc.constantFrom<string[][]>(
        [],
        ['-c'],
        ['-d', '@77'],
        ['-d@1234567'],
        ['-r', 'a'],
        ['-hr', 'b'],
        ['-a'],
        ['-m'],
        ['-am', '-d', '@9'],
        ['-h'],
        ['-a', '-d', '@5'],
      ),
      paths: fc.array(fc.oneof(pathArbitrary, fc.constant('new')), { minLength: 1, maxLength: 2 }),
    })
    .map(({ tree, umask, options, paths }) => ({ tree, umask, argv: ['touch', ...options, ...paths] })),
})
