import { execFileSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { parseIgnore } from '../../src/dockerfile/ignore.js'
import { hostTree, type HostTreeOptions } from '../../src/rootfs/hostTree.js'
import type { Directory } from '../../src/rootfs/node.js'
import { nodeAt, walk } from '../../src/rootfs/tree.js'
import { hasCommand } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { thrown } from '../support/thrown.js'

vi.mock('node:fs', { spy: true })

const base = temporaryFolder()
let count = 0

/** A folder with these files; a path that ends in `/` is a folder. */
function folderOf(...paths: string[]): string {
  const folder = join(base, String(count++))
  mkdirSync(folder)
  for (const path of paths) {
    const whole = join(folder, path)
    mkdirSync(path.endsWith('/') ? whole : dirname(whole), { recursive: true })
    if (!path.endsWith('/')) writeFileSync(whole, path)
  }
  return folder
}

function treeOf(folder: string, options: Partial<HostTreeOptions> = {}): Directory {
  return hostTree(folder, { mtime: (own) => own, ...options })
}

function paths(tree: Directory): string[] {
  return [...walk(tree)].map(({ path }) => path)
}

describe('what a file becomes', () => {
  test('mode and time are its own, its owner is root', () => {
    const folder = folderOf('f')
    chmodSync(join(folder, 'f'), 0o4751)
    utimesSync(join(folder, 'f'), 100, 1234.9)
    const tree = treeOf(folder, { mtime: (own) => own + 1 })
    const content = { from: 'host', path: join(folder, 'f') }
    const expected = { type: 'file', mode: 0o4751, uid: 0, gid: 0, mtime: 1235, mtimeNsec: 0, size: 1, content }
    expect(nodeAt(tree, 'f')).toMatchObject(expected)
  })

  test('a directory has its mode and time', () => {
    const folder = folderOf('d/')
    chmodSync(join(folder, 'd'), 0o1777)
    utimesSync(join(folder, 'd'), 5, 5)
    expect(nodeAt(treeOf(folder), 'd')).toMatchObject({ type: 'directory', mode: 0o1777, mtime: 5 })
  })

  test('a link is kept, whether it leads somewhere or not', () => {
    const folder = folderOf('f')
    symlinkSync('/no/where', join(folder, 'dangling'))
    symlinkSync('..', join(folder, 'up'))
    const tree = treeOf(folder)
    expect(nodeAt(tree, 'dangling')).toMatchObject({ type: 'symlink', mode: 0o777, target: '/no/where' })
    expect(nodeAt(tree, 'up')).toMatchObject({ type: 'symlink', target: '..' })
  })

  test('two names of one inode are one node, in whatever directories they lie', () => {
    const folder = folderOf('a/one', 'b/', 'other')
    linkSync(join(folder, 'a/one'), join(folder, 'b/two'))
    const tree = treeOf(folder)
    expect(nodeAt(tree, 'b/two')).toBe(nodeAt(tree, 'a/one'))
    expect(nodeAt(tree, 'other')).not.toBe(nodeAt(tree, 'a/one'))
  })

  test('a socket is an empty file', async () => {
    const folder = folderOf()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve))
    expect(nodeAt(treeOf(folder), 's')).toMatchObject({ type: 'file', size: 0, content: { from: 'bytes' } })
    server.close()
  })

  test.runIf(needs('mkfifo', hasCommand('mkfifo')))('a pipe is a pipe, and is not opened', () => {
    const folder = folderOf()
    execFileSync('mkfifo', [join(folder, 'p')])
    expect(nodeAt(treeOf(folder), 'p')).toMatchObject({ type: 'fifo' })
  })

  test('a device keeps its numbers', () => {
    expect(nodeAt(treeOf('/dev'), 'null')).toMatchObject({ type: 'character', devMajor: 1, devMinor: 3 })
  })

  test('names are bytes', () => {
    const folder = folderOf('café')
    writeFileSync(Buffer.from(`${folder}/bad\xff`, 'latin1'), 'x')
    symlinkSync(Buffer.from('to\xfe', 'latin1'), Buffer.from(`${folder}/l\xff`, 'latin1'))
    const tree = treeOf(folder)
    expect(paths(tree)).toEqual(['bad\xff', 'caf\xc3\xa9', 'l\xff'])
    expect(nodeAt(tree, 'bad\xff')).toMatchObject({ content: { from: 'host', path: `${folder}/bad\xff` } })
    expect(nodeAt(tree, 'l\xff')).toMatchObject({ target: 'to\xfe' })
  })
})

describe('what is left out', () => {
  const files = ['a.txt', 'a.md', 'docs/x.md', 'docs/keep/y.md', 'docs/keep/z.txt', 'empty/', 'node_modules/m/index.js']

  test.each<[string, string[]]>([
    [
      '',
      [
        'a.md',
        'a.txt',
        'docs',
        'docs/keep',
        'docs/keep/y.md',
        'docs/keep/z.txt',
        'docs/x.md',
        'empty',
        'node_modules',
        'node_modules/m',
        'node_modules/m/index.js',
      ],
    ],
    ['docs\nnode_modules', ['a.md', 'a.txt', 'empty']],
    ['*', []],
    ['*\n!docs', ['docs', 'docs/keep', 'docs/keep/y.md', 'docs/keep/z.txt', 'docs/x.md']],
    ['*\n!docs/keep/y.md', ['docs', 'docs/keep', 'docs/keep/y.md']],
    [
      'docs\n!docs/keep\nnode_modules',
      ['a.md', 'a.txt', 'docs', 'docs/keep', 'docs/keep/y.md', 'docs/keep/z.txt', 'empty'],
    ],
    ['**/*.md\nnode_modules', ['a.txt', 'docs', 'docs/keep', 'docs/keep/z.txt', 'empty']],
    ['*\n!**/*.js', ['node_modules', 'node_modules/m', 'node_modules/m/index.js']],
    ['*\n!docs/none', []],
    ['*\n!a.*\na.md', ['a.txt']],
  ])('.dockerignore %j', (text, left) => {
    expect(paths(treeOf(folderOf(...files), { ignore: parseIgnore(text, '.dockerignore') }))).toEqual(left)
  })

  test('a link to a folder is a file to .dockerignore', () => {
    const folder = folderOf('docs/x')
    symlinkSync('docs', join(folder, 'l'))
    expect(paths(treeOf(folder, { ignore: parseIgnore('*\n!l', '.dockerignore') }))).toEqual(['l'])
  })

  test('omitted paths, files and folders alike, and no other of their name', () => {
    const folder = folderOf('image.tar', 'sub/image.tar', 'out/x')
    const omitted = [join(folder, 'image.tar'), join(folder, 'out')]
    expect(paths(treeOf(folder, { omit: (path) => omitted.includes(path) }))).toEqual(['sub', 'sub/image.tar'])
  })
})

describe('how little is read', () => {
  function listed(folder: string, use: (tree: Directory) => void, options: Partial<HostTreeOptions> = {}): string[] {
    vi.mocked(readdirSync).mockClear()
    use(treeOf(folder, options))
    return vi.mocked(readdirSync).mock.calls.map(([path]) => String(path).slice(folder.length))
  }

  test('a folder that nobody looks into is never listed, and none twice', () => {
    const folder = folderOf('a/b/c', 'untouched/x/y')
    expect(listed(folder, () => undefined)).toEqual([])
    const twice = (tree: Directory): void => {
      nodeAt(tree, 'a/b/c')
      nodeAt(tree, 'a/b/c')
    }
    expect(listed(folder, twice)).toEqual(['', '/a', '/a/b'])
  })

  test('an excluded folder is listed only where something in it may come back', () => {
    const folder = folderOf('node_modules/m/x', 'docs/keep/y', 'docs/other/z')
    const walkAll = (tree: Directory): void => void paths(tree)
    expect(listed(folder, walkAll, { ignore: parseIgnore('*', '.dockerignore') })).toEqual([''])
    expect(listed(folder, walkAll, { ignore: parseIgnore('*\n!docs/keep', '.dockerignore') })).toEqual([
      '',
      '/docs',
      '/docs/keep',
    ])
  })
})

describe('what cannot be read', () => {
  test('a folder that is not there', () => {
    const error = thrown(() => treeOf(join(base, 'none')))
    expect(error).toMatchObject({ code: 'io', message: `reading ${join(base, 'none')}: no such file or directory` })
  })

  test('a folder that goes away is told once it is asked', () => {
    const folder = folderOf('d/x')
    const tree = treeOf(folder)
    const d = nodeAt(tree, 'd')
    rmSync(join(folder, 'd'), { recursive: true })
    const error = thrown(() => d?.type === 'directory' && d.children)
    expect(error).toMatchObject({ code: 'io', message: `listing ${join(folder, 'd')}: no such file or directory` })
  })

  const ordinary = process.getuid?.() !== 0
  test.runIf(ordinary || needs('the right to become another user', process.seteuid !== undefined))(
    'a folder without permission is told, unless it is left out',
    () => {
      const folder = folderOf('secret/x', 'f')
      chmodSync(base, 0o755)
      chmodSync(join(folder, 'secret'), 0)
      afterAll(() => chmodSync(join(folder, 'secret'), 0o700))
      asOrdinaryUser(() => {
        const error = thrown(() => paths(treeOf(folder)))
        expect(error).toMatchObject({ code: 'io', message: `listing ${join(folder, 'secret')}: permission denied` })
        expect(paths(treeOf(folder, { ignore: parseIgnore('secret', '.dockerignore') }))).toEqual(['f'])
      })
    },
  )
})

/** Calls as the user that this process is, or as nobody where that is root. */
function asOrdinaryUser(call: () => void): void {
  if (process.getuid?.() !== 0) return call()
  process.seteuid?.(65534)
  try {
    call()
  } finally {
    process.seteuid?.(0)
  }
}
