import fc from 'fast-check'
import { pathArbitrary, treeArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const paths = fc.array(pathArbitrary, { minLength: 1, maxLength: 3 })

describeApplet('rm', {
  families: ['coreutils', 'busybox'],
  programs: ['rm', 'busybox'],
  any: fc
    .record({
      tree: treeArbitrary(),
      options: fc.constantFrom<string[][]>([], ['-f'], ['-r'], ['-rf'], ['-Rf']),
      paths,
    })
    .map(({ tree, options, paths }) => ({ tree, argv: ['rm', ...options, ...paths] })),
})

describeApplet('rmdir', {
  families: ['coreutils', 'busybox'],
  programs: ['rmdir', 'busybox'],
  count: 400,
  understood: 8,
  any: fc
    .record({
      tree: treeArbitrary(),
      options: fc.constantFrom<string[][]>([], ['-p']),
      path: fc.oneof(pathArbitrary, fc.constantFrom('a/b/c', 'b//c/')),
    })
    .map(({ tree, options, path }) => ({ tree, argv: ['rmdir', ...options, path] })),
})
