import fc from 'fast-check'
import { pathArbitrary, treeArbitrary } from '../../../support/appletRuns.js'
import { describeApplet } from '../../../support/describeApplet.js'
import { file } from '../../../support/trees.js'
import { putNode } from '../../../../src/rootfs/tree.js'

const tree = treeArbitrary({ xattrs: true }).map((root) => {
  putNode(
    root,
    'etc/passwd',
    file('root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\nbin:x:2:2::/:\n'),
  )
  putNode(root, 'etc/group', file('root:x:0:\ngroup:x:1001:app\nbin:x:7:\n'))
  return root
})
const options = fc.constantFrom<string[][]>([], [], ['-R'], ['-h'], ['-Rf'], ['-R', '-h'], ['-RP'])
const paths = fc.array(pathArbitrary, { minLength: 1, maxLength: 2 })
const owner = fc.constantFrom(
  '0',
  'root',
  'app',
  'app:',
  'app:group',
  ':group',
  ':7',
  '7:',
  'bin:bin',
  '33:33',
  ':',
  '',
  'no',
  '010',
  'app:no',
  '+5',
  'app.group',
  '4294967295',
  '4294967294',
)
const group = fc.constantFrom('0', 'root', 'bin', 'group', '5', 'no', 'app')

describeApplet('chown', {
  families: ['coreutils', 'busybox'],
  programs: ['chown', 'busybox'],
  count: 300,
  any: fc
    .record({ tree, options, owner, paths })
    .map(({ tree, options, owner, paths }) => ({ tree, argv: ['chown', ...options, owner, ...paths] })),
})

describeApplet('chgrp', {
  families: ['coreutils', 'busybox'],
  programs: ['chgrp', 'busybox'],
  understood: 20,
  any: fc
    .record({ tree, options, group, paths })
    .map(({ tree, options, group, paths }) => ({ tree, argv: ['chgrp', ...options, group, ...paths] })),
})
