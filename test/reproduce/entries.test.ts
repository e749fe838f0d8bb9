import { describe, expect, test } from 'vitest'
import { tarHeader, type TarHeader } from '../../src/oci/tar/entry.js'
import { compareEntries } from '../../src/reproduce/entries.js'
import type { LayerIndex } from '../../src/rootfs/layerIndex.js'

function index(...headers: readonly TarHeader[]): LayerIndex {
  return { diffId: `sha256:${'0'.repeat(64)}`, size: 0, entries: headers.map((header) => ({ header, offset: 0 })) }
}

const aspects = (a: Partial<TarHeader>, b: Partial<TarHeader>) =>
  compareEntries(index(tarHeader('a', a)), index(tarHeader('a', b))).different.map((pair) => pair.aspects)

describe('in what an entry differs', () => {
  test.each<[Partial<TarHeader>, Partial<TarHeader>, string[]]>([
    [{ type: 'file' }, { type: 'directory', mode: 0o755 }, ['kind']],
    [{ size: 1 }, { size: 2 }, ['content']],
    [{ type: 'symlink', linkPath: 'a' }, { type: 'symlink', linkPath: 'b' }, ['target']],
    [{ type: 'block', devMinor: 1 }, { type: 'block', devMinor: 2 }, ['device']],
    [{ mode: 0o644, uid: 1 }, { mode: 0o755, uid: 2 }, ['mode', 'owner']],
    [{ gid: 1 }, { gid: 2 }, ['owner']],
    [{ mtimeNsec: 1 }, { mtimeNsec: 2 }, ['time']],
    [{ xattrs: new Map([['a', Buffer.from('1')]]) }, { xattrs: new Map([['b', Buffer.from('1')]]) }, ['attributes']],
    [{ xattrs: new Map([['a', Buffer.from('1')]]) }, { xattrs: new Map([['a', Buffer.from('2')]]) }, ['attributes']],
  ])('%j %j', (a, b, expected) => {
    expect(aspects(a, b)).toEqual([expected])
  })

  test('nothing, where all is the same', () => {
    const xattrs = new Map([['a', Buffer.from('1')]])
    expect(aspects({ size: 1, xattrs }, { size: 1, xattrs })).toEqual([])
  })
})

test('what one layer has alone, in the order of the paths', () => {
  const { different } = compareEntries(index(tarHeader('b'), tarHeader('a')), index(tarHeader('c'), tarHeader('a')))
  expect(different.map(({ path, first, second }) => [path, Boolean(first), Boolean(second)])).toEqual([
    ['b', true, false],
    ['c', false, true],
  ])
})

test('files of one size have to be looked into, whatever else differs of them', () => {
  const ours = index(tarHeader('a', { size: 5 }), tarHeader('b'), tarHeader('c', { size: 5, mode: 1 }))
  const theirs = index(tarHeader('a', { size: 5 }), tarHeader('b'), tarHeader('c', { size: 5, mode: 2 }))
  expect(compareEntries(ours, theirs).sameSize.map(({ path }) => path)).toEqual(['a', 'c'])
})

test('the order counts among what both have', () => {
  const ours = index(tarHeader('a'), tarHeader('only'), tarHeader('b'))
  expect(compareEntries(ours, index(tarHeader('a'), tarHeader('b'))).sameOrder).toBe(true)
  expect(compareEntries(ours, index(tarHeader('b'), tarHeader('a'))).sameOrder).toBe(false)
})

test('of two entries of one path the last one counts', () => {
  const twice = index(tarHeader('a', { mode: 1 }), tarHeader('a', { mode: 2 }))
  expect(compareEntries(twice, index(tarHeader('a', { mode: 2 }))).different).toEqual([])
})
