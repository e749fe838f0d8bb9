import type { ByteString } from '../../core/bytes.js'
import { TarFault } from './fault.js'
import type { Block } from './block.js'
import type { EntryType, TarHeader } from './entry.js'
import { decodeNumber, decodeTime, type PaxRecord, xattrPrefix } from './pax.js'
import { type PaxSparse, paxSparse } from './sparse.js'

/** What stands before an entry's own header block and completes it. */
export interface Extension {
  /** Bytes of what was read, header blocks among them. */
  readonly size: number
  readonly records: readonly PaxRecord[]
  /** From GNU's L and K entries. */
  readonly path: ByteString | undefined
  readonly linkPath: ByteString | undefined
}

export const noExtension: Extension = { size: 0, records: [], path: undefined, linkPath: undefined }

/** A header with all that precedes it applied. */
export interface Resolved {
  readonly header: TarHeader
  /** Bytes that follow the header block in the archive, without padding. */
  readonly storedSize: number
  readonly sparse: PaxSparse | undefined
}

/** The records of pax global headers that are taken: the last of each key of `globalKeys`. */
export type Globals = Map<ByteString, ByteString>

const globalKeys: ReadonlySet<ByteString> = new Set(['path', 'linkpath', 'size', 'uid', 'gid', 'mtime'])

/** Adds a global header's records to those that were seen before (an empty value takes one back). */
export function addGlobals(globals: Globals, records: readonly PaxRecord[]): void {
  for (const { key, value } of records) if (globalKeys.has(key)) globals.set(key, value)
}

/**
 * Completes a header block: pax records of its own come before global ones, these before the block's fields; an empty value means the
 * field (POSIX.1-2017, pax, "pax Extended Header"). GNU's long names come before all. Only files have data, whatever the size
 * field of another kind says: so read GNU tar, Go and Python. Unknown type flags are refused, as Docker and containerd do.
 * LIBARCHIVE.xattr records repeat SCHILY.xattr ones and are passed over. @throws TarFault
 */
export function resolve(block: Block, extension: Extension, globals: Globals): Resolved {
  const { records } = extension
  const plain = records.length === 0 && globals.size === 0
  const values = plain ? noValues : new Map([...globals, ...records.map(({ key, value }) => [key, value] as const)])
  const sparse = records.length === 0 ? undefined : paxSparse(records)
  const path = extension.path ?? sparse?.path ?? name(values, 'path') ?? block.path
  const type = typeOf(block.flag, path)
  const storedSize = type === 'file' ? (number(values, 'size') ?? block.size) : 0
  const written = values.get('mtime')
  const time = written ? decodeTime(written) : undefined
  const header: TarHeader = {
    path,
    type,
    mode: block.mode,
    uid: number(values, 'uid') ?? block.uid,
    gid: number(values, 'gid') ?? block.gid,
    size: (type === 'file' ? sparse?.size : undefined) ?? storedSize,
    mtime: time?.mtime ?? block.mtime,
    mtimeNsec: time?.mtimeNsec ?? 0,
    linkPath:
      type === 'link' || type === 'symlink' ? (extension.linkPath ?? name(values, 'linkpath') ?? block.linkPath) : '',
    devMajor: block.devMajor,
    devMinor: block.devMinor,
    xattrs: records.length === 0 ? noXattrs : xattrsOf(records),
  }
  return { header, storedSize, sparse: type === 'file' ? sparse : undefined }
}

const noValues: ReadonlyMap<ByteString, ByteString> = new Map()
const noXattrs: ReadonlyMap<ByteString, Uint8Array> = new Map()

const types: Record<string, EntryType> = {
  '\0': 'file',
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file', // contiguous
  S: 'file', // GNU sparse
}

function typeOf(flag: string, path: ByteString): EntryType {
  if (flag === '\0' && path.endsWith('/')) return 'directory'
  const type = types[flag]
  if (type === undefined) throw new TarFault(`its type flag ${JSON.stringify(flag)} is unknown`)
  return type
}

function name(values: ReadonlyMap<ByteString, ByteString>, key: ByteString): ByteString | undefined {
  const value = values.get(key) || undefined
  if (value?.includes('\0')) throw new TarFault(`its pax record ${key} contains a NUL`)
  return value
}

function number(values: ReadonlyMap<ByteString, ByteString>, key: ByteString): number | undefined {
  const value = values.get(key)
  return value ? decodeNumber(key, value) : undefined
}

function xattrsOf(records: readonly PaxRecord[]): ReadonlyMap<ByteString, Uint8Array> {
  const own = records.filter(({ key }) => key.startsWith(xattrPrefix))
  return new Map(own.map(({ key, value }) => [key.slice(xattrPrefix.length), Buffer.from(value, 'latin1')]))
}
