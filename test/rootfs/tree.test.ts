import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Layer } from '../../src/oci/image.js'
import type { TarHeader } from '../../src/oci/tar/entry.js'
import type { IndexEntry } from '../../src/rootfs/layerIndex.js'
import { emptyDirectory, noXattrs } from '../../src/rootfs/node.js'
import { applyLayer, cloneTree, find, finder, nodeAt, putNode, removeNode, walk } from '../../src/rootfs/tree.js'
import { directory, file, link, listing, tree } from '../support/trees.js'

const diffId = `sha256:${'0'.repeat(64)}` as const
const layer: Layer = {
  descriptor: { mediaType: 'x', digest: diffId, size: 0 },
  diffId,
  locate: () => Promise.reject(new Error('nothing is read')),
}

function entry(path: string, type: TarHeader['type'] = 'file', more: Partial<TarHeader> = {}): IndexEntry {
  const ids = {
    uid: 0,
    gid: 0,
    mtime: 0,
    mtimeNsec: 0,
    linkPath: '',
    devMajor: 0,
    devMinor: 0,
    xattrs: noXattrs,
    size: 0,
  }
  return { header: { path, type, mode: type === 'directory' ? 0o755 : 0o644, ...ids, ...more }, offset: 0 }
}

function apply(...layers: IndexEntry[][]): string[] {
  const root = emptyDirectory()
  for (const entries of layers) applyLayer(root, { entries }, layer)
  return listing(root).map((line) => line.split(' ').slice(3).join(' '))
}

describe('find', () => {
  const root = tree({
    'usr/bin/sh': file(''),
    bin: link('usr/bin'),
    'var/run': link('/run'),
    'run/x': file(''),
    up: link('../../usr'),
    loop: link('loop'),
    gone: link('/no/where'),
    'usr/to-sh': link('bin/sh'),
  })

  test.each([
    ['bin/sh', 'usr/bin/sh', 'file'],
    ['/bin//./sh', 'usr/bin/sh', 'file'],
    ['var/run/x', 'run/x', 'file'],
    ['up/bin', 'usr/bin', 'directory'],
    ['../../usr', 'usr', 'directory'],
    ['usr/to-sh', 'usr/bin/sh', 'file'],
    ['bin/../lib', 'usr/lib', undefined],
    ['gone/deeper', 'no/where/deeper', undefined],
    ['', '', 'directory'],
    ['usr/bin/sh/below', 'usr/bin/sh/below', undefined],
  ])('follows %s to %s', (path, real, type) => {
    const found = find(root, path)
    expect([found.path, found.node?.type]).toEqual([real, type])
  })

  test('leaves a link in last place when asked to', () => {
    expect(find(root, 'var/run', { follow: false })).toMatchObject({ path: 'var/run', node: { type: 'symlink' } })
  })

  test('tells the links on its way', () => {
    const met: string[] = []
    find(root, 'usr/to-sh', { met: (path, { target }) => met.push(`${path} -> ${target}`) })
    find(root, 'up/bin', { met: (path, { target }) => met.push(`${path} -> ${target}`) })
    expect(met).toEqual(['usr/to-sh -> bin/sh', 'up -> ../../usr'])
  })

  test('gives up on a loop', () => {
    expect(() => find(root, 'loop/x')).toThrow(/too many symbolic links/)
  })
})

describe('applyLayer', () => {
  test('keeps what a directory holds when it is named again', () => {
    expect(apply([entry('a', 'directory'), entry('a/b')], [entry('a', 'directory'), entry('a/c')])).toEqual([
      'a',
      'a/b',
      'a/c',
    ])
  })

  test('takes away what a whiteout names, and all below it', () => {
    expect(apply([entry('a/b/c'), entry('a/d')], [entry('a/.wh.b')])).toEqual(['a', 'a/d'])
  })

  test('hides what lower layers put into an opaque directory, wherever the mark stands', () => {
    const lower = [entry('a', 'directory'), entry('a/old'), entry('a/sub/old')]
    expect(apply(lower, [entry('a', 'directory'), entry('a/.wh..wh..opq'), entry('a/new')])).toEqual(['a', 'a/new'])
    expect(apply(lower, [entry('a', 'directory'), entry('a/new'), entry('a/.wh..wh..opq')])).toEqual(['a', 'a/new'])
    expect(apply(lower, [entry('a/sub/new'), entry('a/.wh..wh..opq')])).toEqual(['a', 'a/sub', 'a/sub/new'])
  })

  test('empties a directory once, however often it is marked', () => {
    const files = Array.from({ length: 80_000 }, (_, i) => entry(`a/${i}`))
    const marks = Array.from(files, () => entry('a/.wh..wh..opq'))
    expect(apply([entry('a/old')], [...files, ...marks])).toHaveLength(1 + files.length)
  })

  test('replaces a directory by a file and back', () => {
    expect(apply([entry('a/b')], [entry('a')])).toEqual(['a'])
    expect(apply([entry('a')], [entry('a/b')])).toEqual(['a', 'a/b'])
  })

  test('makes two names of a hard link one node', () => {
    const root = emptyDirectory()
    applyLayer(root, { entries: [entry('a'), entry('b', 'link', { linkPath: 'a' })] }, layer)
    expect(nodeAt(root, 'b')).toBe(nodeAt(root, 'a'))
  })

  test('refuses a hard link to what is not there, or to a directory', () => {
    expect(() => apply([entry('b', 'link', { linkPath: 'a' })])).toThrow(/points to a, which is not there/)
    expect(() => apply([entry('a', 'directory'), entry('b', 'link', { linkPath: 'a' })])).toThrow(/not there/)
  })

  test('gives the root its attributes', () => {
    const root = emptyDirectory()
    applyLayer(root, { entries: [entry('', 'directory', { mode: 0o700, uid: 5 })] }, layer)
    expect(root).toMatchObject({ mode: 0o700, uid: 5 })
  })
})

test('a copy of a tree changes without the original', () => {
  const original = tree({ 'a/b': file('1') })
  const copy = cloneTree(original)
  putNode(copy, 'a/c', file('2'))
  removeNode(copy, 'a/b')
  expect([...walk(original)].map(({ path }) => path)).toEqual(['a', 'a/b'])
  expect([...walk(copy)].map(({ path }) => path)).toEqual(['a', 'a/c'])
})

test('walks in the order of bytes, parents first', () => {
  const root = tree({ 'a/b': file(''), 'a-b': file(''), a0: directory(), '\xc3\xa9': file('') })
  expect([...walk(root)].map(({ path }) => path)).toEqual(['a', 'a/b', 'a-b', 'a0', '\xc3\xa9'])
})

test('finds what is at a path, asked in whatever order', () => {
  const root = tree({ a: file(''), 'b/a': file(''), 'b/b/c': file(''), l: link('b') })
  const paths = fc
    .array(fc.constantFrom('a', 'b', 'c', 'l', '', '.', '..'), { maxLength: 4 })
    .map((parts) => parts.join('/'))
  fc.assert(
    fc.property(fc.array(paths), (asked) => {
      const nodeOf = finder(root)
      for (const path of asked) expect(nodeOf(path)).toBe(nodeAt(root, path))
    }),
  )
})

test('what is removed below a directory while it is walked is passed over', () => {
  const root = tree({ 'a/b': file(''), 'a/c/d': file(''), e: file('') })
  const met: string[] = []
  for (const { path } of walk(root)) {
    met.push(path)
    if (path === 'a/b') removeNode(root, 'a/c')
  }
  expect(met).toEqual(['a', 'a/b', 'e'])
})
