import { describe, expect, it } from 'vitest'
import { OciPackError } from '../../../src/core/errors.js'
import { overlayForm } from '../../../src/exec/linux/overlayForm.js'
import type { Ids } from '../../../src/exec/linux/ids.js'
import type { EntryType, TarHeader } from '../../../src/oci/tar/entry.js'
import type { LayerIndex } from '../../../src/rootfs/layerIndex.js'

const root: Ids = { kind: 'root', name: 'root', uidMap: [], gidMap: [] }
const range: Ids = { kind: 'range', name: 'range', uidMap: [], gidMap: [] }

function entry(type: EntryType, path: string, more: Partial<TarHeader> = {}): TarHeader {
  const attributes = { mode: 0o640, uid: 1, gid: 2, size: 0, mtime: 3, mtimeNsec: 0 }
  return { path, type, ...attributes, linkPath: '', devMajor: 0, devMinor: 0, xattrs: new Map(), ...more }
}

function layer(...headers: TarHeader[]): LayerIndex {
  const entries = headers.map((header) => ({ header, offset: 0 }))
  return { diffId: `sha256:${'0'.repeat(64)}`, size: 0, entries }
}

/** Directories with a `!` where they are opaque, then files by the number of their entry. */
function form(index: LayerIndex, ids = root): string[] {
  const { directories, files } = overlayForm(index, ids)
  const shown = directories.map(
    ({ path, mode, xattrs }) =>
      `${mode.toString(8)} /${path}${xattrs.size > 0 ? ` !${[...xattrs.keys()].join()}` : ''}`,
  )
  return [
    ...shown,
    ...[...files].map(
      ([number, { type, path, linkPath }]) => `${number} ${type} ${path}${linkPath && ` -> ${linkPath}`}`,
    ),
  ]
}

describe('overlayForm', () => {
  it.each<[string, TarHeader[], string[]]>([
    ['files and their directories', [entry('directory', 'a'), entry('file', 'a/b')], ['755 /', '640 /a', '1 file a/b']],
    ['parents that no entry names', [entry('file', 'a/b/c')], ['755 /', '755 /a', '755 /a/b', '0 file a/b/c']],
    [
      'a directory named after its children',
      [entry('file', 'a/b'), entry('directory', 'a')],
      ['755 /', '640 /a', '0 file a/b'],
    ],
    ['whiteouts', [entry('file', 'a/.wh.b')], ['755 /', '755 /a', '0 character a/b']],
    [
      'opaque directories',
      [entry('directory', 'a'), entry('file', 'a/.wh..wh..opq')],
      ['755 /', '640 /a !trusted.overlay.opaque'],
    ],
    [
      'a directory removed and made again',
      [entry('file', '.wh.a'), entry('directory', 'a')],
      ['755 /', '640 /a !trusted.overlay.opaque'],
    ],
    ['a file removed and made again', [entry('file', '.wh.a'), entry('file', 'a')], ['755 /', '1 file a']],
    ['hard links', [entry('file', 'a'), entry('link', 'b', { linkPath: 'a' })], ['755 /', '0 file a', '1 link b -> a']],
    ['what comes last', [entry('file', 'a'), entry('symlink', 'a', { linkPath: 'x' })], ['755 /', '1 symlink a -> x']],
    ['the root', [entry('directory', '', { mode: 0o700 })], ['700 /']],
    ['devices, for root', [entry('character', 'null', { devMajor: 1, devMinor: 3 })], ['755 /', '0 character null']],
    // A hostile layer: what stands below a link must not be written where the link points.
    [
      'a link, then a file below it',
      [entry('symlink', 'a', { linkPath: '/etc' }), entry('file', 'a/x')],
      ['755 /', '755 /a', '1 file a/x'],
    ],
    [
      'a file below what becomes a link',
      [entry('file', 'a/x'), entry('symlink', 'a', { linkPath: '/etc' })],
      ['755 /', '1 symlink a -> /etc'],
    ],
    ['a device that would be a whiteout', [entry('character', 'a')], ['755 /']],
  ])('places %s', (_, headers, expected) => {
    expect(form(layer(...headers))).toEqual(expected)
  })

  it('leaves devices out for an ordinary user, and marks opaque directories his way', () => {
    const index = layer(entry('block', 'disk', { devMajor: 8 }), entry('file', 'a/.wh..wh..opq'))
    expect(form(index, range)).toEqual(['755 /', '755 /a !user.overlay.opaque'])
  })

  it("takes overlayfs's own marks from a layer", () => {
    const xattrs = new Map(
      ['trusted.overlay.redirect', 'user.overlay.metacopy', 'user.mine'].map((name) => [name, Buffer.from('/')]),
    )
    expect(form(layer(entry('directory', 'a', { xattrs })))).toEqual(['755 /', '640 /a !user.mine'])
  })

  it.each<[string, TarHeader[]]>([
    ['to nothing', [entry('link', 'b', { linkPath: 'a' })]],
    ['to what comes later', [entry('link', 'b', { linkPath: 'a' }), entry('file', 'a')]],
    ['to a directory', [entry('directory', 'a'), entry('link', 'b', { linkPath: 'a' })]],
  ])('refuses a hard link %s', (_, headers) => {
    expect(() => overlayForm(layer(...headers), root)).toThrow(OciPackError)
  })
})
