import { expect, it } from 'vitest'
import { removeStubs } from '../../../src/exec/podman/stubs.js'
import type { Directory, Node } from '../../../src/rootfs/node.js'
import { cloneTree, putNode, removeNode } from '../../../src/rootfs/tree.js'
import { diffTrees } from '../../../src/rootfs/diff.js'
import { directory, file, link, tree } from '../../support/trees.js'

/** What a layer would hold of what is new in `after`, once stubs are gone. */
function changes(before: Directory, after: Directory, points: readonly string[]): string[] {
  removeStubs(before, after, points)
  return [...diffTrees(before, after)].map(({ header }) => header.path)
}

/** The same directory, changed later. */
function touchEtc(root: Directory): void {
  const etc = root.children.get('etc')
  if (etc) root.children.set('etc', { ...etc, mtime: 2 })
}

const issue = file('issue')
const points = ['proc', 'etc/hosts', 'etc/mtab', 'mnt/a/b']

it.each<[string, Record<string, Node>, string[]]>([
  ['empty files and directories', { 'etc/hosts': file(''), proc: directory() }, []],
  ['the link to what is mounted', { 'etc/mtab': link('/proc/mounts') }, []],
  ['directories that were made for them', { 'mnt/a/b': directory() }, []],
  ['but no file that is not empty', { 'etc/hosts': file('x') }, ['etc', 'etc/hosts']],
  ['but no link elsewhere', { 'etc/mtab': link('/x') }, ['etc', 'etc/mtab']],
  ['but no directory that holds something', { 'proc/x': file('') }, ['proc', 'proc/x']],
  ['but nothing beside them', { 'mnt/a/b': directory(), 'mnt/c': file('') }, ['mnt', 'mnt/c']],
])('takes away %s', (_, made, expected) => {
  const before = tree({ etc: directory({ mtime: 1 }), 'etc/issue': issue })
  const after = cloneTree(before)
  for (const [path, node] of Object.entries(made)) putNode(after, path, node)
  if (Object.keys(made).some((path) => path.startsWith('etc/'))) touchEtc(after)
  expect(changes(before, after, points)).toEqual(expected)
})

it('leaves what was there before', () => {
  const before = tree({ 'etc/hosts': file(''), etc: directory() })
  expect(changes(before, tree({}), points)).toEqual(['.wh.etc'])
})

it('leaves the time of a directory that something else changed', () => {
  const before = tree({ etc: directory({ mtime: 1 }), 'etc/issue': issue })
  const after = cloneTree(before)
  removeNode(after, 'etc/issue')
  putNode(after, 'etc/hosts', file(''))
  touchEtc(after)
  expect(changes(before, after, points)).toEqual(['etc', 'etc/.wh.issue'])
  expect(after.children.get('etc')?.mtime).toBe(2)
})
