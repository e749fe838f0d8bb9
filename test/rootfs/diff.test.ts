import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffTrees } from '../../src/rootfs/diff.js'
import type { Layer } from '../../src/oci/image.js'
import type { Attributes, Directory, Node } from '../../src/rootfs/node.js'
import { applyLayer, cloneTree, putNode, walk } from '../../src/rootfs/tree.js'
import { directory, file, link, listing, tree } from '../support/trees.js'

const layer: Layer = {
  descriptor: { mediaType: '', digest: `sha256:${'0'.repeat(64)}`, size: 0 },
  diffId: `sha256:${'0'.repeat(64)}`,
  locate: () => Promise.reject(new Error('not read here')),
}

/** `type path` of each entry that turns one tree into another. */
function entries(before: Directory, after: Directory): string[] {
  return [...diffTrees(before, after)].map(({ header }) => `${header.type} ${header.path}`)
}

const node = fc.oneof(
  fc.constantFrom(0o644, 0o755).map((mode): Node => file('x', { mode })),
  fc.constantFrom('a', '/b').map(link),
  fc.constantFrom(0o700, 0o755).map((mode): Node => directory({ mode })),
)
const path = fc
  .array(fc.constantFrom('a', 'b', 'b.c', '-'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))

/** A tree, and another one that has some of its files replaced. */
const trees = fc.tuple(fc.array(fc.tuple(path, node)), fc.array(fc.tuple(path, node))).map(([first, second]) => {
  const before = directory()
  for (const [at, put] of first) putNode(before, at, put.type === 'directory' ? cloneTree(put) : put)
  const after = cloneTree(before)
  for (const [at, put] of second) putNode(after, at, put.type === 'directory' ? cloneTree(put) : put)
  return { before, after }
})

describe('diffTrees', () => {
  it('gives the layer that makes one tree of the other', () => {
    fc.assert(
      fc.property(trees, ({ before, after }) => {
        const index = {
          diffId: layer.diffId,
          size: 0,
          entries: [...diffTrees(before, after)].map(({ header }) => ({ header, offset: 0 })),
        }
        const applied = cloneTree(before)
        applyLayer(applied, index, layer)
        expect(listing(applied)).toEqual(listing(after))
      }),
    )
  })

  it('finds nothing between a tree and its copy', () => {
    fc.assert(fc.property(trees, ({ before }) => entries(before, cloneTree(before)).length === 0))
  })

  it('names parents once and first, in the order of bytes', () => {
    const before = tree({ 'a/b/one': file('1'), 'a/b/two': file('2'), 'a/c': directory(), d: file('') })
    const after = cloneTree(before)
    putNode(after, 'a/b/one', file('1'))
    putNode(after, 'a/b/new', link('x'))
    putNode(after, 'a/-', file(''))
    after.children.delete('d')
    expect(entries(before, after)).toEqual([
      'file .wh.d',
      'directory a',
      'file a/-',
      'directory a/b',
      'symlink a/b/new',
      'file a/b/one',
    ])
  })

  it('keeps the names of one new file together', () => {
    const after = directory()
    const both = file('x')
    putNode(after, 'one', both)
    putNode(after, 'two', both)
    expect(
      [...diffTrees(directory(), after)].map(({ header }) => [header.type, header.path, header.linkPath, header.size]),
    ).toEqual([
      ['file', 'one', '', 1],
      ['link', 'two', 'one', 0],
    ])
  })

  it('sees a change of attributes alone', () => {
    const before = tree({ a: directory() })
    const changed = (attributes: Partial<Attributes>) => {
      const after = cloneTree(before)
      const a = after.children.get('a')
      if (a?.type === 'directory') after.children.set('a', { ...a, ...attributes })
      return entries(before, after)
    }
    for (const attributes of [
      { mode: 0o700 },
      { uid: 1 },
      { mtime: 1 },
      { xattrs: new Map([['user.x', Buffer.from('1')]]) },
    ])
      expect(changed(attributes)).toEqual(['directory a'])
    expect(changed({ xattrs: new Map() })).toEqual([])
    expect([...walk(before)]).toHaveLength(1)
  })

  it.each([
    ['a directory', directory()],
    ['a file', file('x')],
  ])('makes a directory in the place of %s opaque', (_, old) => {
    const before = tree({ 'd/place': old })
    const after = cloneTree(before)
    const place = directory()
    putNode(place, 'f', file('f'))
    const parent = after.children.get('d')
    if (parent?.type === 'directory') parent.children.set('place', place)
    expect(entries(before, after)).toEqual([
      'directory d',
      'directory d/place',
      'file d/place/.wh..wh..opq',
      'file d/place/f',
    ])
  })
})
