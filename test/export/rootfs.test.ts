import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesOfText } from '../../src/core/bytes.js'
import { OciPackError } from '../../src/core/errors.js'
import { rootfsArchive } from '../../src/export/rootfsArchive.js'
import { writeRootfs } from '../../src/export/rootfsFolder.js'
import {
  type Attributes,
  type Content,
  type Directory,
  emptyDirectory,
  noXattrs,
  type RegularFile,
} from '../../src/rootfs/node.js'
import { putNode } from '../../src/rootfs/tree.js'
import { temporaryFolder } from '../support/folder.js'
import { readTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
const { signal } = new AbortController()
const attributes: Attributes = { mode: 0o644, uid: 7, gid: 8, mtime: 1000, mtimeNsec: 0, xattrs: noXattrs }

function file(text: string, more: Partial<Attributes> = {}): RegularFile {
  const bytes = Buffer.from(text)
  return { type: 'file', ...attributes, ...more, size: bytes.length, content: { from: 'bytes', bytes } }
}

async function* open(content: Content): AsyncGenerator<Uint8Array> {
  if (content.from !== 'bytes') throw new OciPackError('io', 'not at hand', { hint: '' })
  yield content.bytes
}

function tree(): Directory {
  const root = emptyDirectory()
  const shared = file('shared')
  putNode(root, 'bin/tool', file('#!', { mode: 0o4755 }))
  putNode(root, 'bin/same', shared)
  putNode(root, 'again', shared)
  putNode(root, 'link', { type: 'symlink', ...attributes, target: '/bin/tool' })
  putNode(root, 'closed', emptyDirectory({ mode: 0o500, mtime: 2000 }))
  putNode(root, 'closed/inside', file('x'.repeat(600)))
  putNode(root, bytesOfText('né'), file(''))
  return root
}

describe('rootfsArchive', () => {
  it('holds the tree as the image has it', async () => {
    const chunks: Uint8Array[] = []
    const root = tree()
    putNode(root, 'dev/null', { type: 'character', ...attributes, devMajor: 1, devMinor: 3 })
    for await (const chunk of rootfsArchive(root, open)) chunks.push(chunk)
    const items = readTar(Buffer.concat(chunks))
    expect(items.map(({ name, type, target }) => [name, type, target].join(' ').trim())).toEqual([
      'again file',
      'bin dir',
      'bin/same hardlink again',
      'bin/tool file',
      'closed dir',
      'closed/inside file',
      'dev dir',
      'dev/null char',
      'link symlink /bin/tool',
      `${bytesOfText('né')} file`,
    ])
    expect(items[3]).toMatchObject({ mode: 0o4755, uid: 7, gid: 8, mtime: 1000, body: Buffer.from('#!') })
    expect(items[7]).toMatchObject({ device: '1:3' })
    expect(chunks.length).toBe(1)
  })
})

describe('writeRootfs', () => {
  it('writes the tree into a new folder or an empty one', async () => {
    mkdirSync(join(folder, 'empty'))
    for (const dest of [join(folder, 'new/one'), join(folder, 'empty')]) {
      await writeRootfs(tree(), dest, open, signal)
      expect(readdirSync(dest).sort()).toEqual(['again', 'bin', 'closed', 'link', 'né'])
      expect(readFileSync(join(dest, 'closed/inside'), 'utf8')).toBe('x'.repeat(600))
      expect(readlinkSync(join(dest, 'link'))).toBe('/bin/tool')
      expect(lstatSync(join(dest, 'link')).mtimeMs).toBe(1_000_000)
      expect(statSync(join(dest, 'closed'))).toMatchObject({ mode: 0o40500, mtimeMs: 2_000_000 })
      expect(statSync(join(dest, 'bin/tool'))).toMatchObject({ mode: 0o100755, mtimeMs: 1_000_000 })
      expect(statSync(join(dest, 'again')).ino).toBe(statSync(join(dest, 'bin/same')).ino)
      chmodSync(join(dest, 'closed'), 0o700) // so that anybody can remove it
    }
  })

  it('gives a new folder its name once it is whole', async () => {
    const root = tree()
    const seen: string[][] = []
    const watching = (content: Content): AsyncGenerator<Uint8Array> => {
      seen.push(readdirSync(join(folder, 'watched')))
      return open(content)
    }
    mkdirSync(join(folder, 'watched'))
    await writeRootfs(root, join(folder, 'watched/out/'), watching, signal)
    expect(seen.flat()).not.toContain('out')
    expect(readdirSync(join(folder, 'watched'))).toEqual(['out'])
    chmodSync(join(folder, 'watched/out/closed'), 0o700)
  })

  it('leaves a folder that holds something as it is', async () => {
    const dest = join(folder, 'full')
    mkdirSync(dest)
    writeFileSync(join(dest, 'mine'), '')
    expect(await failure(writeRootfs(tree(), dest, open, signal))).toMatchObject({
      code: 'io',
      hint: 'Name a new or an empty folder.',
    })
    expect(readdirSync(dest)).toEqual(['mine'])
    expect((await failure(writeRootfs(tree(), join(dest, 'mine'), open, signal))).code).toBe('io')
  })

  it('stops in the midst of a file, the last one too', async () => {
    const stop = new AbortController()
    const root = emptyDirectory()
    putNode(root, 'big', { ...file('x'), size: 2 })
    async function* stopping(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x')
      stop.abort()
      yield Buffer.from('y')
    }
    const dest = join(folder, 'stopped')
    expect((await failure(writeRootfs(root, dest, stopping, stop.signal))).code).toBe('aborted')
    expect(existsSync(dest)).toBe(false)
  })

  it('leaves nothing behind when it fails', async () => {
    const broken = tree()
    putNode(broken, 'zzz', { ...file('x'), content: { from: 'host', path: '/nowhere' } })
    const special = tree()
    putNode(special, 'pipe', { type: 'fifo', ...attributes, devMajor: 0, devMinor: 0 })
    const dest = join(folder, 'failed/deep')
    expect((await failure(writeRootfs(broken, dest, open, signal))).message).toBe('not at hand')
    expect((await failure(writeRootfs(special, dest, open, signal))).code).toBe('unsupported')
    expect((await failure(writeRootfs(tree(), dest, open, AbortSignal.abort()))).code).toBe('aborted')
    expect(existsSync(join(folder, 'failed'))).toBe(false)
    mkdirSync(dest, { recursive: true })
    await failure(writeRootfs(broken, dest, open, signal))
    expect(readdirSync(dest)).toEqual([])
  })
})
