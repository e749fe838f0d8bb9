import fc from 'fast-check'
import { pathArbitrary, treeArbitrary, umaskArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'
import { file } from '../../../support/trees.js'
import { putNode } from '../../../../src/rootfs/tree.js'

const tree = treeArbitrary({ xattrs: true }).map((root) => {
  putNode(root, 'etc/passwd', file('root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n'))
  putNode(root, 'etc/group', file('root:x:0:\ngroup:x:1001:app\n'))
  return root
})
const name = fc.oneof(pathArbitrary, fc.constantFrom('new', 'a/new', 'e', '/srv', 'new/', 'new/x/y', 'n/../m', 'a/n/m'))

describeApplet('install', {
  families: ['coreutils'],
  programs: ['install'],
  count: 400,
  any: fc
    .record({
      tree,
      umask: umaskArbitrary,
      options: fc.constantFrom<string[][]>(
        [],
        ['-m', '644'],
        ['-m644'],
        ['-d'],
        ['-d', '-m', '700'],
        ['-dm2755'],
        ['-D'],
        ['-Dm755'],
        ['-o', 'app', '-g', 'group'],
        ['-d', '-o', 'app'],
        ['-p'],
        ['-t', 'a'],
        ['-Dt', 'n/m'],
        ['-m', 'u=rwx,go=rX'],
        ['-m', '4755', '-o', '5'],
        ['-d', '-m', 'a+rx,g+s'],
        ['-T'],
        ['-m', 'go-w'],
      ),
      sources: fc.oneof({ weight: 3, arbitrary: fc.tuple(pathArbitrary) }, fc.tuple(pathArbitrary, pathArbitrary)),
      name,
    })
    .map(({ tree, umask, options, sources, name }) => ({
      tree,
      umask,
      argv: ['install', ...options, ...sources, name],
    })),
})
