import fc from 'fast-check'
import { pathArbitrary, treeArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

describeApplet('cat', {
  families: ['coreutils', 'busybox'],
  programs: ['cat', 'busybox'],
  count: 200,
  understood: 20,
  any: fc
    .record({ tree: treeArbitrary(), names: fc.array(fc.oneof(pathArbitrary, fc.constant('-')), { maxLength: 2 }) })
    .map(({ tree, names }) => ({ tree, argv: ['cat', ...names] })),
})
