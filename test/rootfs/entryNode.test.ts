import { describe, expect, test } from 'vitest'
import type { Layer } from '../../src/oci/image.js'
import type { TarHeader } from '../../src/oci/tar/entry.js'
import { entryNode } from '../../src/rootfs/entryNode.js'
import type { IndexEntry } from '../../src/rootfs/layerIndex.js'
import { thrown } from '../support/thrown.js'
import { directory, file, tree } from '../support/trees.js'

const diffId = `sha256:${'0'.repeat(64)}` as const
const layer: Layer = {
  descriptor: { mediaType: 'x', digest: diffId, size: 0 },
  diffId,
  locate: () => Promise.reject(new Error('nothing is read')),
}
const attributes = {
  mode: 0o4755,
  uid: 1,
  gid: 2,
  mtime: -3,
  mtimeNsec: 4,
  xattrs: new Map([['user.a', Buffer.from('b')]]),
}

function entry(type: TarHeader['type'], more: Partial<TarHeader> = {}): IndexEntry {
  return {
    header: { path: 'p', type, ...attributes, size: 0, linkPath: '', devMajor: 0, devMinor: 0, ...more },
    offset: 512,
  }
}

describe('the file that an entry makes', () => {
  test.each<[IndexEntry, object]>([
    [entry('file', { size: 9 }), { type: 'file', size: 9, content: { from: 'layer', layer, offset: 512 } }],
    [
      { ...entry('file', { size: 9 }), sparse: [{ offset: 4, length: 5 }] },
      { type: 'file', size: 9, content: { from: 'layer', layer, offset: 512, sparse: [{ offset: 4, length: 5 }] } },
    ],
    [entry('symlink', { linkPath: '../x' }), { type: 'symlink', target: '../x' }],
    [entry('fifo'), { type: 'fifo', devMajor: 0, devMinor: 0 }],
    [entry('character', { devMajor: 1, devMinor: 3 }), { type: 'character', devMajor: 1, devMinor: 3 }],
    [entry('block', { devMajor: 8, devMinor: 1 }), { type: 'block', devMajor: 8, devMinor: 1 }],
    [entry('directory'), { type: 'directory', children: new Map() }],
  ])('$header.type', (from, expected) => {
    expect(entryNode(from, layer, undefined, undefined)).toEqual({ ...attributes, ...expected })
  })

  test('a directory keeps the children of one that is there, and takes the new attributes', () => {
    const existing = tree({ child: file('') })
    const node = entryNode(entry('directory'), layer, existing, undefined)
    expect(node).toEqual({ type: 'directory', ...attributes, children: existing.children })
  })

  test('a directory in a file’s place is empty', () => {
    expect(entryNode(entry('directory'), layer, file(''), undefined)).toMatchObject({ children: new Map() })
  })

  test('a hard link is the very file that it names', () => {
    const linked = file('x')
    expect(entryNode(entry('link', { linkPath: 'q' }), layer, undefined, linked)).toBe(linked)
  })

  test.each([
    ['nothing', undefined],
    ['a directory', directory()],
  ])('a hard link to %s is refused', (_what, linked) => {
    const error = thrown(() => entryNode(entry('link', { linkPath: 'caf\xc3\xa9' }), layer, undefined, linked))
    expect(error).toMatchObject({ code: 'format', message: 'the hard link p points to café, which is not there' })
  })
})
