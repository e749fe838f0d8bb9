import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { type ByteString, compareBytes, fsPath } from '../../src/core/bytes.js'
import type { Directory, Node } from '../../src/rootfs/node.js'
import { nodeAt, whiteoutPrefix } from '../../src/rootfs/tree.js'

/** An entry of a layer as a test compares it: its path, and all else in words. A time of the test's own day counts as now. */
export interface Entry {
  readonly path: ByteString
  readonly text: string
}

/** A file in words. */
export function describeFile(file: {
  type: string
  mode: number
  uid: number
  gid: number
  mtime: number
  mtimeNsec: number
  xattrs: ReadonlyMap<ByteString, Uint8Array>
  /** The content of a file, the target of a link. */
  body: string
}): string {
  const time = file.mtime > 1_500_000_000 ? 'now' : `${file.mtime}.${file.mtimeNsec}`
  const xattrs = [...file.xattrs].map(([name, value]) => `${name}=${Buffer.from(value).toString('hex')}`)
  const mode = file.type === 'symlink' ? '' : file.mode.toString(8)
  return [file.type, mode, `${file.uid}:${file.gid}`, time, JSON.stringify(file.body), ...xattrs].join(' ')
}

/** The upper directory of an overlay as the layer that it stands for. */
export function readUpper(folder: string, lower: Directory, getfattrOutput: string): Entry[] {
  const xattrs = parseGetfattr(getfattrOutput)
  const inodes = new Map<bigint, ByteString>()
  const base = Buffer.from(folder).toString('latin1')
  if (!existsSync(folder)) return []
  const read = (path: ByteString): Entry[] => {
    const at = fsPath(path === '' ? base : `${base}/${path}`)
    const stats = lstatSync(at, { bigint: true })
    const own = xattrs.get(path === '' ? base : `${base}/${path}`) ?? new Map<ByteString, Uint8Array>()
    if (stats.isCharacterDevice() && stats.rdev === 0n) return [whiteout(path)]
    const type = stats.isDirectory()
      ? 'directory'
      : stats.isSymbolicLink()
        ? 'symlink'
        : stats.isFile()
          ? 'file'
          : 'other'
    const first = inodes.get(stats.ino)
    if (first !== undefined && type !== 'directory') return [{ path, text: `link ${first}` }]
    inodes.set(stats.ino, path)
    const body = type === 'symlink' ? readlinkSync(at, 'latin1') : type === 'file' ? readFileSync(at, 'latin1') : ''
    const text = describeFile({
      type,
      mode: Number(stats.mode & 0o7777n),
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      mtime: Number(stats.mtimeNs / 1_000_000_000n),
      mtimeNsec: Number(stats.mtimeNs % 1_000_000_000n),
      xattrs: new Map([...own].filter(([name]) => !name.startsWith('trusted.overlay.'))),
      body,
    })
    const entry = { path, text }
    if (type !== 'directory') return [entry]
    const names = readdirSync(at, 'latin1').sort(compareBytes)
    const below = names.flatMap((name) => read(path === '' ? name : `${path}/${name}`))
    const old = path === '' ? lower : nodeAt(lower, path)
    const opaque = own.has('trusted.overlay.opaque') && old ? [whiteout(`${path}/.wh..opq`)] : []
    const changed = [...opaque, ...below]
    if (path === '') return changed
    return [entry, ...changed]
  }
  return read('').sort((a, b) => compareBytes(a.path, b.path))
}

/** A node of a tree in words, as `readUpper` would have it. */
export function describeNode(node: Node): string {
  const bytes = node.type === 'file' && node.content.from === 'bytes' ? node.content.bytes : new Uint8Array()
  const body = node.type === 'symlink' ? node.target : Buffer.from(bytes).toString('latin1')
  return describeFile({ ...node, body })
}

export function whiteout(path: ByteString): Entry {
  const slash = path.lastIndexOf('/') + 1
  return { path: `${path.slice(0, slash)}${whiteoutPrefix}${path.slice(slash)}`, text: 'whiteout' }
}

/** What getfattr printed: names and values by path. */
function parseGetfattr(output: string): Map<ByteString, Map<ByteString, Uint8Array>> {
  const found = new Map<ByteString, Map<ByteString, Uint8Array>>()
  let current = new Map<ByteString, Uint8Array>()
  for (const line of output.split('\n')) {
    const file = /^# file: (.*)$/.exec(line)?.[1]
    const [, name, value] = /^([^=]+)=0x(.*)$/.exec(line) ?? []
    if (file !== undefined) {
      const path = file.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
      current = new Map()
      found.set(path, current)
    } else if (name !== undefined && value !== undefined) current.set(name, Buffer.from(value, 'hex'))
  }
  return found
}
