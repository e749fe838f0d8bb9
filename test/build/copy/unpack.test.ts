import { describe, expect, test } from 'vitest'
import type { CopyOptions } from '../../../src/build/copy/copyInto.js'
import { unpackInto } from '../../../src/build/copy/unpack.js'
import type { Layer } from '../../../src/oci/image.js'
import { Changes } from '../../../src/rootfs/changes.js'
import { indexLayer } from '../../../src/rootfs/indexLayer.js'
import type { Directory, Node } from '../../../src/rootfs/node.js'
import { nodeAt } from '../../../src/rootfs/tree.js'
import { fileItem } from '../../support/archives.js'
import { type TarItem, writeTar } from '../../support/tarItems.js'
import { failure } from '../../support/thrown.js'
import { directory, file, link, listing, tree } from '../../support/trees.js'

const epoch = 1000

function item(name: string, type: TarItem['type'] = 'file', more: Partial<TarItem> = {}): TarItem {
  const mode = type === 'dir' ? 0o755 : type === 'symlink' ? 0o777 : 0o644
  return { ...fileItem(name, Buffer.from(type === 'file' ? name : '')), type, mode, ...more }
}

const linkTo = (name: string, target: string): TarItem => item(name, 'symlink', { target })

async function unpacked(
  items: readonly TarItem[],
  to: string,
  before: Readonly<Record<string, Node>> = {},
  options: Partial<CopyOptions> = {},
): Promise<Directory> {
  const bytes = writeTar(items)
  const index = await indexLayer(
    (async function* () {
      yield await Promise.resolve(bytes)
    })(),
  )
  const { diffId, size } = index
  const layer: Layer = {
    descriptor: { mediaType: 'x', digest: diffId, size },
    diffId,
    locate: () => Promise.reject(new Error('nothing is read')),
  }
  const changes = new Changes(tree(before))
  unpackInto(changes, index, layer, to, { epoch, ...options })
  return changes.root
}

describe('what is unpacked', () => {
  test('keeps owners, modes and times; what is only implied is of root and of the build', async () => {
    const root = await unpacked([item('a/b', 'file', { mode: 0o4711, uid: 1, gid: 2, mtime: 77 })], '/to')
    expect(listing(root)).toEqual(['d 755 0:0 to', 'd 755 0:0 to/a', 'f 4711 1:2 to/a/b'])
    expect(nodeAt(root, 'to/a/b')).toMatchObject({ mtime: 77 })
    expect(nodeAt(root, 'to/a')).toMatchObject({ mtime: epoch })
  })

  test('takes --chown for its entries and the destination, not for what is implied; --chmod for nothing', async () => {
    const options = { owner: { uid: 8, gid: 9 }, mode: () => 0o700 }
    const root = await unpacked([item('d', 'dir'), item('d/f'), item('i/f')], '/to', {}, options)
    expect(listing(root)).toEqual([
      'd 755 8:9 to',
      'd 755 8:9 to/d',
      'f 644 8:9 to/d/f',
      'd 755 0:0 to/i',
      'f 644 8:9 to/i/f',
    ])
  })

  test('lays its directories over existing ones, but the destination itself stays as it is', async () => {
    const before = { to: directory({ mode: 0o700 }), 'to/d/old': file('') }
    const root = await unpacked([item('.', 'dir', { mode: 0o777 }), item('d', 'dir', { mode: 0o711 })], '/to', before)
    expect(listing(root)).toEqual(['d 700 0:0 to', 'd 711 0:0 to/d', 'f 644 0:0 to/d/old'])
  })

  test('replaces files and links, and a directory by a file', async () => {
    const before = { 'to/l': link('/etc/passwd'), 'to/f': file('old'), 'to/d/x': file(''), 'etc/passwd': file('root') }
    const root = await unpacked([item('l'), item('f'), item('d')], '/to', before)
    expect(listing(root).filter((line) => line.includes(' to/'))).toEqual([
      'f 644 0:0 to/d',
      'f 644 0:0 to/f',
      'f 644 0:0 to/l',
    ])
    expect(nodeAt(root, 'etc/passwd')).toMatchObject({ size: 4, content: { from: 'bytes' } })
  })

  test('keeps two names of one file one file', async () => {
    const root = await unpacked(
      [item('a'), item('b', 'hardlink', { target: 'a' })],
      '/to',
      {},
      { owner: { uid: 1, gid: 1 } },
    )
    expect(nodeAt(root, 'to/b')).toBe(nodeAt(root, 'to/a'))
    expect(nodeAt(root, 'to/a')).toMatchObject({ uid: 1 })
  })

  test('follows the destination and a link that stays in it', async () => {
    const before = { to: link('real'), 'real/in/old': file(''), 'real/l': link('in') }
    const root = await unpacked([item('l/new')], '/to', before)
    expect(nodeAt(root, 'real/in/new')).toMatchObject({ type: 'file' })
  })

  // Seen with Docker 28.5.2, which unpacks in a root that is the destination.
  test.each<[string, TarItem[], Record<string, Node>, string]>([
    ['its own', [linkTo('l', '/etc'), item('l/x')], {}, 'to/etc/x'],
    ['one to another', [linkTo('l', 'm'), linkTo('m', '/'), item('l/x')], {}, 'to/x'],
    ['one that was there', [item('l/x')], { 'to/l': link('/etc') }, 'to/etc/x'],
    ['a directory below it', [linkTo('l', '/etc'), item('l/x', 'dir')], {}, 'to/etc/x'],
  ])('follows an absolute link within the destination: %s', async (_, items, more, path) => {
    const root = await unpacked(items, '/to', { 'etc/passwd': file('root'), to: directory(), ...more })
    expect(nodeAt(root, path)).toBeDefined()
    expect(nodeAt(root, 'etc/x')).toBeUndefined()
  })

  test('gives a linked file the attributes of its last name, to all its names', async () => {
    const root = await unpacked([item('h', 'hardlink', { target: 'l/f', mode: 0o600, uid: 3 })], '/to', {
      'to/d/f': file('f'),
      'to/l': link('d'),
    })
    expect(nodeAt(root, 'to/h')).toMatchObject({ type: 'file', mode: 0o600, uid: 3 })
    expect(nodeAt(root, 'to/h')).toBe(nodeAt(root, 'to/d/f'))
  })

  test('keeps capabilities of extended attributes, as Docker does', async () => {
    const xattrs = { 'user.a': 'YQ==', 'security.capability': 'AQAAAgAgAAAAAAAAAAAAAAAAAAA=' }
    const root = await unpacked([item('f', 'file', { xattrs })], '/to')
    const node = nodeAt(root, 'to/f')
    expect([...(node?.xattrs.keys() ?? [])]).toEqual(['security.capability'])
  })

  test('may follow any link where the destination is the root', async () => {
    const root = await unpacked([item('bin/sh')], '/', { bin: link('/usr/bin'), 'usr/bin': directory() })
    expect(nodeAt(root, 'usr/bin/sh')).toMatchObject({ type: 'file' })
    expect(nodeAt(root, 'bin')).toMatchObject({ type: 'symlink' })
  })
})

describe('what is refused', () => {
  test.each<[string, TarItem[], Record<string, Node>, string]>([
    ['through its own link upwards', [linkTo('l', '..'), item('l/x')], {}, 'source'],
    ['through a link that was there', [item('l/x')], { 'to/l': link('../etc') }, 'source'],
    [
      'to a neighbour whose name begins alike',
      [linkTo('l', '../to-not'), item('l/x')],
      { 'to-not': directory() },
      'source',
    ],
    ['by a directory below a link', [linkTo('l', '../etc'), item('l/d', 'dir')], {}, 'source'],
    ['by a loop of links', [linkTo('l', 'l'), item('l/x')], {}, 'source'],
    ['by `..`', [item('../x')], {}, 'format'],
    ['by `..` in the middle', [item('a/../../x')], {}, 'format'],
    ['by a hard link to what lies above', [item('h', 'hardlink', { target: '../etc/passwd' })], {}, 'format'],
    ['by a hard link to what is outside', [item('h', 'hardlink', { target: '/etc/passwd' })], {}, 'format'],
    [
      'by a hard link through a link',
      [linkTo('l', '/etc'), item('h', 'hardlink', { target: 'l/passwd' })],
      {},
      'format',
    ],
  ])('leaving the destination %s', async (_how, items, more, code) => {
    const before = { 'etc/passwd': file('root'), to: directory(), ...more }
    expect(await failure(unpacked(items, '/to', before))).toMatchObject({ code })
  })

  test('a file below a file', async () => {
    const error = await failure(unpacked([item('a'), item('a/b')], '/to'))
    expect(error).toMatchObject({
      code: 'source',
      message: expect.stringContaining('/to/a is not a directory') as string,
    })
  })
})

test('hostile names are names', async () => {
  const names = ['\n', ' ', '-rf', '.wh.x', '\xff\xfe', '\u001b[31m', '__proto__', 'a\\b', 'C:', '...']
  const root = await unpacked(
    names.map((name) => item(name)),
    '/to',
  )
  const to = nodeAt(root, 'to')
  expect(to?.type === 'directory' && [...to.children.keys()].sort()).toEqual([...names].sort())
})
