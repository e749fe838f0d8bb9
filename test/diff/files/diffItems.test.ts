import { describe, expect, test } from 'vitest'
import type { Aspect } from '../../../src/diff/files/aspects.js'
import { diffItems, type FileRules } from '../../../src/diff/files/diffItems.js'
import { Contents } from '../../../src/diff/files/contents.js'
import { itemsOfLayer } from '../../../src/diff/files/item.js'
import { readingInPlace } from '../../../src/sources/layerReading.js'
import { diskLayer } from '../../support/diskLayer.js'
import { temporaryFolder } from '../../support/folder.js'
import { type TarItem, tarItem, writeTar } from '../../support/tarItems.js'

const folder = temporaryFolder()

/** The differences of two layers as short lines. */
async function differences(
  before: readonly TarItem[],
  after: readonly TarItem[],
  { gzip = false, ...rules }: FileRules & { gzip?: boolean } = {},
): Promise<string[]> {
  const reading = readingInPlace(new AbortController().signal)
  try {
    const layers = [diskLayer(folder, writeTar(before)), diskLayer(folder, writeTar(after), { gzip })] as const
    const [left, right] = await Promise.all(
      layers.map(async (layer) => itemsOfLayer(await reading.index(layer), layer)),
    )
    const plain = reading.plain.bind(reading)
    const contents = new Contents(plain, plain)
    const lines: string[] = []
    for await (const difference of diffItems(left ?? [], right ?? [], contents, rules)) {
      const ways = difference.change === 'changed' ? difference.aspects.join(' ') : difference.change
      lines.push(`/${difference.path} ${ways}`)
    }
    return lines
  } finally {
    await reading.close()
  }
}

const file = (name: string, more: Partial<TarItem> | string = {}): TarItem =>
  tarItem({ name, ...(typeof more === 'string' ? { body: Buffer.from(more) } : more) })
const folderItem = (name: string, more: Partial<TarItem> = {}): TarItem =>
  tarItem({ name, type: 'dir', mode: 0o755, ...more })
const other = (name: string, type: TarItem['type'], more: Partial<TarItem> = {}): TarItem =>
  tarItem({ name, type, ...more })

interface Case {
  readonly before: readonly TarItem[]
  readonly after: readonly TarItem[]
  readonly expected: readonly string[]
}

const cases: Record<string, Case> = {
  'nothing but their order': { before: [file('a'), file('b')], after: [file('b'), file('a')], expected: [] },
  'a file more': { before: [file('a')], after: [file('a'), file('d/b')], expected: ['/d/b added'] },
  'a file less': { before: [file('a'), file('b')], after: [file('b')], expected: ['/a removed'] },
  'a byte': { before: [file('a', 'one')], after: [file('a', 'onE')], expected: ['/a content'] },
  'a size': { before: [file('a', 'one')], after: [file('a', 'ones')], expected: ['/a content'] },
  'a mode': { before: [file('a')], after: [file('a', { mode: 0o4755 })], expected: ['/a mode'] },
  'an owner': { before: [file('a')], after: [file('a', { uid: 3 })], expected: ['/a owner'] },
  'a group': { before: [file('a')], after: [file('a', { gid: 3 })], expected: ['/a owner'] },
  'a time': { before: [file('a')], after: [file('a', { mtime: 5 })], expected: ['/a times'] },
  'all of them': {
    before: [file('a', { body: Buffer.from('x') })],
    after: [file('a', { body: Buffer.from('y'), mode: 0o600, uid: 1, mtime: 9, xattrs: { 'user.a': 'AA==' } })],
    expected: ['/a content mode owner xattrs times'],
  },
  'the value of an attribute': {
    before: [file('a', { xattrs: { 'user.a': 'AA==' } })],
    after: [file('a', { xattrs: { 'user.a': 'AQ==' } })],
    expected: ['/a xattrs'],
  },
  'the name of an attribute': {
    before: [file('a', { xattrs: { 'user.a': 'AA==' } })],
    after: [file('a', { xattrs: { 'user.b': 'AA==' } })],
    expected: ['/a xattrs'],
  },
  'the type': { before: [file('a')], after: [folderItem('a')], expected: ['/a type mode'] },
  'where a link leads': {
    before: [other('a', 'symlink', { target: 'b' })],
    after: [other('a', 'symlink', { target: 'c' })],
    expected: ['/a target'],
  },
  'the mode of a link, which nobody reads': {
    before: [other('a', 'symlink', { target: 'b', mode: 0o777 })],
    after: [other('a', 'symlink', { target: 'b', mode: 0o644 })],
    expected: [],
  },
  'a device': {
    before: [other('a', 'char', { device: '1:3' })],
    after: [other('a', 'char', { device: '1:5' })],
    expected: ['/a device'],
  },
  'kinds of devices': {
    before: [other('a', 'char', { device: '1:3' })],
    after: [other('a', 'block', { device: '1:3' })],
    expected: ['/a type'],
  },
  'a pipe and a file': { before: [other('a', 'fifo')], after: [file('a')], expected: ['/a type'] },
  'a whiteout': { before: [], after: [file('d/.wh.a')], expected: ['/d/.wh.a added'] },
  'what is written of a whiteout besides its name': {
    before: [file('.wh.a', { mode: 0, mtime: 4 })],
    after: [file('.wh.a')],
    expected: [],
  },
  'an opaque mark and a whiteout': {
    before: [file('d/.wh..wh..opq')],
    after: [file('d/.wh.a')],
    expected: ['/d/.wh..wh..opq removed', '/d/.wh.a added'],
  },
  'a hard link and a copy': {
    before: [file('a', 'x'), other('b', 'hardlink', { target: 'a' })],
    after: [file('a', 'x'), file('b', 'x')],
    expected: ['/b link'],
  },
  'which name of a file has its content': {
    before: [file('a', 'x'), other('b', 'hardlink', { target: 'a' })],
    after: [file('b', 'x'), other('a', 'hardlink', { target: 'b' })],
    expected: [],
  },
  'the file that a hard link to a layer below means': {
    before: [other('a', 'hardlink', { target: 'x' })],
    after: [other('a', 'hardlink', { target: 'y' })],
    expected: ['/a target'],
  },
  'an entry that comes twice': {
    before: [file('a', 'one'), file('a', 'two')],
    after: [file('a', 'two')],
    expected: [],
  },
  'names that sort around a slash': {
    before: [folderItem('a'), file('a/b'), file('a-c')],
    after: [file('a-c'), folderItem('a'), file('a/c')],
    expected: ['/a/b removed', '/a/c added'],
  },
}

describe('what two layers have not alike', () => {
  test.each(Object.entries(cases))('%s', async (_, { before, after, expected }) => {
    expect(await differences(before, after)).toEqual(expected)
    expect(await differences(before, after, { gzip: true })).toEqual(expected)
  })
})

test('what is ignored is no difference', async () => {
  const before = [file('a', { mode: 0o600, mtime: 1 }), file('b', { mtime: 1 })]
  const ignored = new Set<Aspect>(['times'])
  expect(await differences(before, [file('a', { mode: 0o644 }), file('b')], { ignored })).toEqual(['/a mode'])
})

test('paths that are of no concern are passed over', async () => {
  const concerns = (path: string): boolean => path !== 'a'
  expect(await differences([], [file('a'), file('b')], { concerns })).toEqual(['/b added'])
})

test('large contents are compared to their last byte', async () => {
  const body = Buffer.alloc((1 << 20) + 513, 7)
  const other = Buffer.from(body)
  other[other.length - 1] = 8
  expect(await differences([file('a', { body })], [file('a', { body: other })])).toEqual(['/a content'])
})

test('it stops when it is told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(differences([file('a', 'x')], [file('a', 'y')], { signal })).rejects.toThrow('enough')
})
