import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { tarHeader } from '../../src/oci/tar/entry.js'
import { decodeForeignIndex } from '../../src/rootfs/foreignIndex.js'
import { encodeIndex } from '../../src/rootfs/indexCodec.js'
import type { IndexEntry } from '../../src/rootfs/layerIndex.js'

const read = (entry: IndexEntry): unknown =>
  decodeForeignIndex(encodeIndex({ diffId: sha256(''), size: 10_240, entries: [entry] }))
const file = (path: string, more = {}): IndexEntry => ({ header: tarHeader(path, { size: 10, ...more }), offset: 512 })

describe('the index that another machine made of a layer', () => {
  test.each<[string, IndexEntry]>([
    ['a file', file('usr/bin/x', { mode: 0o4755 })],
    ['the root', { header: tarHeader('', { type: 'directory', mode: 0o755 }), offset: 512 }],
    ['a link that leaves the root, as links may', file('x', { type: 'symlink', size: 0, linkPath: '../../x' })],
    ['a hard link', file('x', { type: 'link', size: 0, linkPath: 'usr/y' })],
    ['a sparse file', { ...file('x', { size: 1e9 }), sparse: [{ offset: 5, length: 10 }] }],
  ])('may name %s', (_what, entry) => {
    expect(read(entry)).toMatchObject({ entries: [{ header: entry.header }] })
  })

  test.each<[string, IndexEntry]>([
    ['a name that leaves the root', file('../x')],
    ['a name that goes back', file('a/../x')],
    ['a whole path', file('/x')],
    ['a name with a zero byte', file('a\0b')],
    ['a hard link to the outside', file('x', { type: 'link', size: 0, linkPath: '../y' })],
    ['a mode that there is not', file('x', { mode: 0o10000 })],
    ['a content behind the end', { ...file('x'), offset: 10_235 }],
    ['a content before the beginning', { ...file('x'), offset: -1 }],
    ['extents behind the end', { ...file('x'), sparse: [{ offset: 0, length: 20_000 }] }],
  ])('names %s in vain', (_what, entry) => {
    expect(() => read(entry)).toThrow('none that a layer can have')
  })
})
