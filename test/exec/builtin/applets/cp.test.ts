import fc from 'fast-check'
import { pathArbitrary, treeArbitrary, umaskArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'

const name = fc.oneof(pathArbitrary, fc.constantFrom('new', 'a/new', 'e', '/srv', 'new/', 'a/', '.'))
const source = fc.oneof(
  { weight: 5, arbitrary: pathArbitrary },
  { weight: 1, arbitrary: fc.constantFrom('a/.', 'b/.', '.') },
)

describeApplet('cp', {
  families: ['coreutils', 'busybox'],
  programs: ['cp', 'busybox'],
  count: 500,
  understood: 30,
  any: fc
    .record({
      tree: treeArbitrary({ xattrs: true }),
      umask: umaskArbitrary,
      options: fc.constantFrom<string[][]>(
        [],
        ['-p'],
        ['-r'],
        ['-r'],
        ['-a'],
        ['-a'],
        ['-d'],
        ['-rp'],
        ['-L'],
        ['-rL'],
        ['-P'],
        ['-f'],
        ['-rT'],
        ['-at', 'a'],
        ['-n'],
        ['-dr'],
        ['-rH'],
        ['-aT'],
        ['-aL'],
      ),
      sources: fc.oneof({ weight: 3, arbitrary: fc.tuple(source) }, fc.tuple(source, source)),
      name,
    })
    .map(({ tree, umask, options, sources, name }) => ({ tree, umask, argv: ['cp', ...options, ...sources, name] })),
})
