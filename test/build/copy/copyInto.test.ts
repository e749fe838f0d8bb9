import { describe, expect, test } from 'vitest'
import { copyInto, type CopyOptions, makeDirectories } from '../../../src/build/copy/copyInto.js'
import { parseChmod } from '../../../src/dockerfile/chmod.js'
import { excludeMatcher } from '../../../src/dockerfile/ignore.js'
import { Changes } from '../../../src/rootfs/changes.js'
import type { Directory, Node } from '../../../src/rootfs/node.js'
import { nodeAt } from '../../../src/rootfs/tree.js'
import { directory, file, link, listing, tree } from '../../support/trees.js'
import { thrown } from '../../support/thrown.js'

const epoch = 1000

/** The source of the tables below. */
const source = (): Directory =>
  tree({
    file: file('1', { mode: 0o640, uid: 7, gid: 8, mtime: 5 }),
    folder: directory({ mode: 0o750, mtime: 6 }),
    'folder/inner': file('2', { mode: 0o600 }),
    'folder/sub/deep': file('3'),
    'to-file': link('file'),
    'to-folder': link('folder'),
    'folder/dangling': link('/no/where'),
    outside: link('../../../etc'),
  })

function copied(from: string, to: string, before: Record<string, Node> = {}, options: Partial<CopyOptions> = {}) {
  const changes = new Changes(tree(before))
  copyInto(changes, source(), from, to, { epoch, ...options })
  return changes.root
}

/** The paths of a tree, links with their targets. */
function paths(root: Directory): string[] {
  return listing(root).map((line) => line.split(' ').slice(3).join(' '))
}

const bin = { 'usr/bin': directory(), bin: link('usr/bin'), opt: link('/srv/opt'), up: link('../../../../tmp') }

describe('where a file goes', () => {
  test.each<[string, string, Record<string, Node>, string[]]>([
    ['file', '/', {}, ['file']],
    ['file', '/other', {}, ['other']],
    ['file', '/a/b/c', {}, ['a', 'a/b', 'a/b/c']],
    ['file', '/a/', {}, ['a', 'a/file']],
    ['file', '/a/.', {}, ['a', 'a/file']],
    ['file', '/a', { a: directory() }, ['a', 'a/file']],
    ['file', '/a', { a: file('old') }, ['a']],
    ['file', '/a/../b', {}, ['b']],
    ['file', '/../../b', {}, ['b']],
    ['folder/inner', '/a/', {}, ['a', 'a/inner']],
    ['to-file', '/a/', {}, ['a', 'a/to-file']],
    [
      'file',
      '/bin/',
      bin,
      ['bin -> usr/bin', 'opt -> /srv/opt', 'up -> ../../../../tmp', 'usr', 'usr/bin', 'usr/bin/file'],
    ],
    ['file', '/l', { l: link('/target') }, ['l -> /target', 'target']],
    ['file', '/l', { l: link('missing/target') }, ['l -> missing/target', 'missing', 'missing/target']],
    ['file', '/l', { l: link('d'), d: directory() }, ['d', 'd/file', 'l -> d']],
  ])('%s to %s', (from, to, before, after) => {
    expect(paths(copied(from, to, before))).toEqual(after)
  })

  test.each([
    ['/opt/x', 'srv/opt/x'],
    ['/up/x', 'tmp/x'],
    ['/bin/../x', 'usr/x'],
  ])('links in the way of %s lead to %s, inside the tree', (to, real) => {
    expect(nodeAt(copied('file', to, bin), real)).toMatchObject({ type: 'file', size: 1 })
  })
})

describe('where a directory goes', () => {
  const all = ['dangling -> /no/where', 'inner', 'sub', 'sub/deep']

  test.each<[string, string, Record<string, Node>, string]>([
    ['folder', '/', {}, ''],
    ['folder', '/a', {}, 'a/'],
    ['folder', '/a/', { a: directory() }, 'a/'],
    ['folder/', '/a', {}, 'a/'],
    ['./folder/.', '/a', {}, 'a/'],
    ['to-folder', '/a', {}, 'a/'],
    ['folder/sub/..', '/a', {}, 'a/'],
    ['folder', '/l', { l: link('a') }, 'a/'],
  ])('the contents of %s to %s', (from, to, before, prefix) => {
    const root = copied(from, to, before)
    expect(paths(root).filter((path) => path.startsWith(prefix) && path !== 'a')).toEqual(
      expect.arrayContaining(all.map((path) => prefix + path)),
    )
    expect(nodeAt(root, 'folder')).toBeUndefined()
  })

  test('the root of the source is a directory as others are', () => {
    expect(paths(copied('/', '/a')).filter((path) => !path.includes('/'))).toEqual(['a'])
    expect(nodeAt(copied('.', '/a'), 'a/folder/sub/deep')).toMatchObject({ type: 'file' })
  })

  test('a link of the source that leads out of it stops at its root', () => {
    expect(() => copied('outside/passwd', '/')).toThrow(/outside\/passwd is not there/)
  })

  test('an existing directory keeps its attributes but for the time at the destination and takes the new ones below', () => {
    const before = { a: directory({ mode: 0o711, mtime: 1 }), 'a/sub': directory({ mode: 0o700 }), 'a/kept': file('') }
    const root = copied('folder', '/a', before)
    expect(nodeAt(root, 'a')).toMatchObject({ mode: 0o711, mtime: 6 })
    expect(nodeAt(root, 'a/sub')).toMatchObject({ mode: 0o755 })
    expect(nodeAt(root, 'a/kept')).toBeDefined()
  })

  test('a new destination is 0755 of root with the time of the source; those above it are of the build', () => {
    const root = copied('folder', '/x/a')
    expect(nodeAt(root, 'x/a')).toMatchObject({ mode: 0o755, uid: 0, mtime: 6 })
    expect(nodeAt(root, 'x')).toMatchObject({ mode: 0o755, uid: 0, mtime: epoch })
  })

  test('links below the source are copied, whatever they point to', () => {
    expect(nodeAt(copied('folder', '/a'), 'a/dangling')).toMatchObject({ type: 'symlink', target: '/no/where' })
  })
})

describe('what cannot be copied over each other', () => {
  test.each<[string, string, Record<string, Node>, string]>([
    ['folder', '/a', { a: file('') }, '/a is not a directory, so nothing can be put into it'],
    ['folder', '/', { sub: file('') }, '/sub is not a directory and cannot be replaced by one'],
    ['folder', '/', { sub: link('usr'), usr: directory() }, '/sub is not a directory and cannot be replaced by one'],
    ['folder', '/', { inner: directory() }, '/inner is a directory and cannot be replaced by a file'],
    ['file', '/a/', { a: file('') }, '/a is not a directory, so nothing can be put into it'],
    ['file', '/a/b', { a: file('') }, '/a is not a directory, so nothing can be put into it'],
    ['file', '/', { file: directory() }, '/file is a directory and cannot be replaced by a file'],
    ['gone', '/', {}, 'gone is not there'],
  ])('%s to %s', (from, to, before, message) => {
    expect(thrown(() => copied(from, to, before))).toMatchObject({ code: 'source', message })
  })

  test('a loop of links ends', () => {
    expect(() => copied('file', '/l/x', { l: link('l') })).toThrow(/too many symbolic links/)
  })

  test('a link in the last place of a directory that is copied over is replaced by a file', () => {
    expect(nodeAt(copied('folder', '/', { inner: link('/etc/passwd') }), 'inner')).toMatchObject({ type: 'file' })
  })
})

describe('owner and mode', () => {
  test('stay those of the source unless said', () => {
    expect(nodeAt(copied('file', '/'), 'file')).toMatchObject({ mode: 0o640, uid: 7, gid: 8, mtime: 5 })
  })

  test('--chown goes to all that is copied and made, not to what is there', () => {
    const root = copied('folder', '/there/new', { there: directory() }, { owner: { uid: 3, gid: 4 } })
    expect(listing(root)).toEqual([
      'd 755 0:0 there',
      'd 755 3:4 there/new',
      'l 777 3:4 there/new/dangling -> /no/where',
      'f 600 3:4 there/new/inner',
      'd 755 3:4 there/new/sub',
      'f 644 3:4 there/new/sub/deep',
    ])
  })

  test('--chmod leaves links alone', () => {
    const root = copied('folder', '/', {}, { mode: parseChmod('0701') })
    expect(listing(root)).toEqual([
      'l 777 0:0 dangling -> /no/where',
      'f 701 0:0 inner',
      'd 701 0:0 sub',
      'f 701 0:0 sub/deep',
    ])
  })
})

test('two names of one file stay so within one copy, with one changed owner', () => {
  const shared = file('x')
  const from = tree({ 'd/a': shared, 'd/b': shared })
  const changes = new Changes(directory())
  copyInto(changes, from, 'd', '/', { epoch, owner: { uid: 1, gid: 1 } })
  expect(nodeAt(changes.root, 'a')).toBe(nodeAt(changes.root, 'b'))
  expect(nodeAt(changes.root, 'a')).toMatchObject({ uid: 1 })
  expect(shared.uid).toBe(0)
})

test('a tree copied into itself ends', () => {
  const changes = new Changes(tree({ 'a/b': file('') }))
  copyInto(changes, tree({ 'a/b': file('') }), '', '/a', { epoch })
  expect(paths(changes.root)).toEqual(['a', 'a/a', 'a/a/b', 'a/b'])
})

describe('--exclude', () => {
  const from = tree({
    'a.txt': file(''),
    'a.md': file(''),
    'docs/x.md': file(''),
    'docs/keep/y.md': file(''),
    'docs/keep/z.txt': file(''),
    empty: directory(),
  })

  test.each<[string[], string[]]>([
    [['*.md'], ['a.txt', 'docs', 'docs/keep', 'docs/keep/y.md', 'docs/keep/z.txt', 'docs/x.md', 'empty']],
    [['**/*.md'], ['a.txt', 'docs', 'docs/keep', 'docs/keep/z.txt', 'empty']],
    [['docs'], ['a.md', 'a.txt', 'empty']],
    [
      ['docs', '!docs/keep/y.md'],
      ['a.md', 'a.txt', 'docs', 'docs/keep', 'docs/keep/y.md', 'empty'],
    ],
    [
      ['*', '!docs/keep'],
      ['docs', 'docs/keep', 'docs/keep/y.md', 'docs/keep/z.txt'],
    ],
    [['*', '!nothing'], []],
    [['*', '!a.md', 'a.md'], []],
    [
      ['empty', 'docs/*'],
      ['a.md', 'a.txt', 'docs'],
    ],
  ])('%j', (patterns, left) => {
    const changes = new Changes(directory())
    copyInto(changes, from, '', '/', { epoch, exclude: [excludeMatcher(patterns)] })
    expect(paths(changes.root)).toEqual(left)
  })
})

describe('makeDirectories', () => {
  test('gives the path with links followed, and leaves what exists as it is', () => {
    const changes = new Changes(tree({ 'real/x': directory({ mode: 0o700 }), l: link('/real') }))
    expect(makeDirectories(changes, '/l/x/y', { epoch, owner: { uid: 5, gid: 6 } })).toBe('real/x/y')
    expect(listing(changes.root)).toEqual([
      'l 777 0:0 l -> /real',
      'd 755 0:0 real',
      'd 700 0:0 real/x',
      'd 755 5:6 real/x/y',
    ])
  })

  test('makes nothing at the root', () => {
    const changes = new Changes(directory())
    expect(makeDirectories(changes, '/a/..', { epoch })).toBe('')
    expect(changes.root.children.size).toBe(0)
  })
})
