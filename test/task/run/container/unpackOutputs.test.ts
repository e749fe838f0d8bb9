import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unpackOutputs } from '../../../../src/task/run/container/unpackOutputs.js'
import { temporaryFolder } from '../../../support/folder.js'
import { type TarItem, writeTar } from '../../../support/tarItems.js'

const root = temporaryFolder()
let count = 0

const item = (name: string, type: TarItem['type'], more: Partial<TarItem> = {}): TarItem => ({
  ...{ name, type, mode: 0o644, uid: 999, gid: 999, mtime: 5, body: Buffer.alloc(0), target: '', device: '0:0' },
  xattrs: {},
  ...more,
})

async function unpack(items: readonly TarItem[]): Promise<{ folder: string; left: string[] }> {
  const folder = join(root, `${++count}`, 'outputs')
  mkdirSync(folder, { recursive: true })
  async function* tar(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(writeTar([...items]))
  }
  return { folder, left: await unpackOutputs(tar(), folder) }
}

test('makes files, folders, links and second names, as this user', async () => {
  const { folder, left } = await unpack([
    item('./', 'dir', { mode: 0 }),
    item('./sum', 'file', { body: Buffer.from('42'), mode: 0 }),
    item('./list/', 'dir', { mode: 0 }),
    item('./list/0', 'hardlink', { target: './sum' }),
    item('./link', 'symlink', { target: '/etc/passwd' }),
  ])
  expect(left).toEqual([])
  expect(readFileSync(join(folder, 'sum'), 'utf8')).toBe('42')
  expect(readFileSync(join(folder, 'list/0'), 'utf8')).toBe('42')
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
})

test.each<[string, readonly TarItem[]]>([
  ['a path that leaves the folder', [item('../out', 'file', { body: Buffer.from('x') })]],
  [
    'a path through a link',
    [item('up', 'symlink', { target: '..' }), item('up/out', 'file', { body: Buffer.from('x') })],
  ],
  ['a path through a file', [item('file', 'file'), item('file/out', 'file')]],
  ['a second name of what is elsewhere', [item('passwd', 'hardlink', { target: '/etc/passwd' })]],
  [
    'a second name of a link',
    [item('l', 'symlink', { target: '/etc/passwd' }), item('p', 'hardlink', { target: 'l' })],
  ],
  ['a pipe', [item('pipe', 'fifo')]],
  ['a device', [item('null', 'char', { device: '1:3' })]],
  ['one name twice', [item('a', 'file'), item('a', 'file')]],
])('makes nothing of %s, and tells it', async (_, items) => {
  const { folder, left } = await unpack(items)
  expect(left.length).toBeGreaterThan(0)
  expect(existsSync(join(folder, '../out'))).toBe(false)
  expect(readdirSync(join(folder, '..'))).toEqual(['outputs'])
})
