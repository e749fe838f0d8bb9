import { crc32 } from 'node:zlib'
import type { ByteString } from '../core/bytes.js'
import { parseDigest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { type EntryType, type SparseExtent, type TarHeader, tarHeader } from '../oci/tar/entry.js'
import { BinaryReader, BinaryWriter } from './binary.js'
import { type IndexEntry, type LayerIndex, maxEntries } from './layerIndex.js'
import { noXattrs } from './node.js'

/** Begins every encoded index and names the version of what follows. */
const magic = Buffer.from('oci-pack layer index 1\n')

/** An index as bytes: the magic, the CRC-32 of the rest, and the rest. The same index gives the same bytes. */
export function encodeIndex(index: LayerIndex): Buffer {
  const out = new BinaryWriter()
  out.text(index.diffId)
  out.number(index.size)
  out.number(index.entries.length)
  let before = start
  for (const entry of index.entries) {
    writeEntry(out, entry, before)
    before = entry
  }
  const body = out.bytes()
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(crc32(body))
  return Buffer.concat([magic, checksum, body])
}

/** The index that bytes of `encodeIndex` hold. @throws OciPackError `format` for any others, and for another version's */
export function decodeIndex(bytes: Uint8Array): LayerIndex {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const body = buffer.subarray(magic.length + 4)
  if (!buffer.subarray(0, magic.length).equals(magic) || body.length === 0) throw damaged()
  if (buffer.readUInt32LE(magic.length) !== crc32(body)) throw damaged()
  const input = new BinaryReader(body)
  const diffId = parseDigest(input.text(), 'diff ID')
  const size = input.number()
  const entries: IndexEntry[] = []
  let before = start
  const count = input.number()
  if (count > maxEntries) throw damaged()
  while (entries.length < count) entries.push((before = readEntry(input, before)))
  return { diffId, size, entries }
}

/** The entry before the first. Each is written by how it differs from the one before. */
const start: IndexEntry = {
  header: tarHeader(''),
  offset: 0,
}

const types: readonly EntryType[] = ['file', 'link', 'symlink', 'character', 'block', 'directory', 'fifo']

/** What an entry has besides; the lowest three bits are its type. */
const withOwner = 0x08
const withNsec = 0x10
const withXattrs = 0x20
const withSparse = 0x40
const withTime = 0x80

function writeEntry(out: BinaryWriter, { header, offset, sparse }: IndexEntry, before: IndexEntry): void {
  const { type, uid, gid, mtime, mtimeNsec, xattrs } = header
  const owner = uid !== before.header.uid || gid !== before.header.gid
  const time = mtime !== before.header.mtime
  const flags =
    (time ? withTime : 0) |
    (owner ? withOwner : 0) |
    (mtimeNsec === 0 ? 0 : withNsec) |
    (xattrs.size === 0 ? 0 : withXattrs) |
    (sparse ? withSparse : 0)
  out.number(types.indexOf(type) | flags)
  writePath(out, header.path, before.header.path)
  out.number(header.mode)
  out.signed(offset - before.offset)
  if (type === 'file') out.number(header.size)
  if (type === 'link' || type === 'symlink') out.text(header.linkPath)
  if (type === 'character' || type === 'block') {
    out.number(header.devMajor)
    out.number(header.devMinor)
  }
  if (owner) {
    out.number(uid)
    out.number(gid)
  }
  if (time) out.signed(mtime)
  if (mtimeNsec !== 0) out.number(mtimeNsec)
  if (xattrs.size > 0) writeXattrs(out, xattrs)
  if (sparse) writeSparse(out, sparse)
}

function readEntry(input: BinaryReader, before: IndexEntry): IndexEntry {
  const flags = input.number()
  const type = types[flags & 7]
  if (type === undefined) throw damaged()
  const link = type === 'link' || type === 'symlink'
  const device = type === 'character' || type === 'block'
  const path = readPath(input, before.header.path)
  const mode = input.number()
  const offset = before.offset + input.signed()
  const size = type === 'file' ? input.number() : 0
  const linkPath = link ? input.text() : ''
  const devMajor = device ? input.number() : 0
  const devMinor = device ? input.number() : 0
  const uid = flags & withOwner ? input.number() : before.header.uid
  const gid = flags & withOwner ? input.number() : before.header.gid
  const mtime = flags & withTime ? input.signed() : before.header.mtime
  const mtimeNsec = flags & withNsec ? input.number() : 0
  const xattrs = flags & withXattrs ? readXattrs(input) : noXattrs
  const header: TarHeader = { path, type, mode, uid, gid, size, mtime, mtimeNsec, linkPath, devMajor, devMinor, xattrs }
  return flags & withSparse ? { header, offset, sparse: readSparse(input) } : { header, offset }
}

/** A path is written as how many bytes of the one before it begins with, and the rest. */
function writePath(out: BinaryWriter, path: ByteString, before: ByteString): void {
  const most = Math.min(path.length, before.length)
  let shared = 0
  while (shared < most && path.charCodeAt(shared) === before.charCodeAt(shared)) shared++
  out.number(shared)
  out.text(path.slice(shared))
}

function readPath(input: BinaryReader, before: ByteString): ByteString {
  const shared = input.number()
  return before.slice(0, shared) + input.text()
}

function writeXattrs(out: BinaryWriter, xattrs: TarHeader['xattrs']): void {
  out.number(xattrs.size)
  for (const [name, value] of xattrs) {
    out.text(name)
    out.text(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'))
  }
}

function readXattrs(input: BinaryReader): TarHeader['xattrs'] {
  const xattrs = new Map<ByteString, Uint8Array>()
  for (let count = input.number(); count > 0; count--) xattrs.set(input.text(), Buffer.from(input.text(), 'latin1'))
  return xattrs
}

function writeSparse(out: BinaryWriter, extents: readonly SparseExtent[]): void {
  out.number(extents.length)
  for (const { offset, length } of extents) {
    out.number(offset)
    out.number(length)
  }
}

function readSparse(input: BinaryReader): SparseExtent[] {
  const extents: SparseExtent[] = []
  for (let count = input.number(); count > 0; count--) extents.push({ offset: input.number(), length: input.number() })
  return extents
}

function damaged(): OciPackError {
  return new OciPackError('format', 'these bytes are not an index of a layer, or one of another version')
}
