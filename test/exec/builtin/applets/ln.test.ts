import fc from 'fast-check'
import { pathArbitrary, treeArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const target = fc.oneof(pathArbitrary, fc.constantFrom('missing', '../x', '/w/a', '/usr/bin/x', 'a/b/'))
const name = fc.oneof(pathArbitrary, fc.constantFrom('new', 'a/new', 'e', '/srv', 'new/'))

describeApplet('ln', {
  families: ['coreutils', 'busybox'],
  programs: ['ln', 'busybox'],
  count: 400,
  any: fc
    .record({
      tree: treeArbitrary({ xattrs: true }),
      options: fc.constantFrom<string[][]>(
        [],
        ['-f'],
        ['-s'],
        ['-sf'],
        ['-sfn'],
        ['-sfT'],
        ['-s', '-r'],
        ['-sfr'],
        ['-snf'],
        ['-st', 'a'],
        ['-fT'],
      ),
      targets: fc.array(target, { minLength: 1, maxLength: 2 }),
      name: fc.option(name, { nil: undefined }),
    })
    .map(({ tree, options, targets, name }) => ({
      tree,
      argv: ['ln', ...options, ...targets, ...(name ? [name] : [])],
    })),
})
