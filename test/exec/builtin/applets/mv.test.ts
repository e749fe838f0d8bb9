import fc from 'fast-check'
import { pathArbitrary, treeArbitrary, umaskArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const name = fc.oneof(pathArbitrary, fc.constantFrom('new', 'a/new', 'e', '/srv', 'new/', 'a/', '.'))

describeApplet('mv', {
  families: ['coreutils', 'busybox'],
  programs: ['mv', 'busybox'],
  count: 400,
  any: fc
    .record({
      tree: treeArbitrary({ xattrs: true }),
      umask: umaskArbitrary,
      options: fc.constantFrom<string[][]>([], [], [], ['-f'], ['-T'], ['-t', 'a'], ['-n']),
      sources: fc.oneof({ weight: 3, arbitrary: fc.tuple(pathArbitrary) }, fc.tuple(pathArbitrary, pathArbitrary)),
      name,
    })
    .map(({ tree, umask, options, sources, name }) => ({ tree, umask, argv: ['mv', ...options, ...sources, name] })),
})
