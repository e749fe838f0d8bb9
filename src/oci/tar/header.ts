import { OciPackError } from '../../core/errors.js'
import { type EntryType, type TarHeader, tarHeader } from './entry.js'
import { encodeRecords, encodeTime, type PaxRecord, xattrPrefix } from './pax.js'

/** Bytes of a tar block: headers are one, contents are filled up to whole ones. */
export const blockSize = 512

/** What ends an archive: two blocks of zeros. */
export const endOfArchive: Uint8Array = new Uint8Array(2 * blockSize)

/** The zero bytes that follow `size` bytes of content, so that the next header begins a block. */
export function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize
}

/**
 * The header of an entry as it is written: one ustar block, preceded by a pax header only where ustar cannot hold a value (POSIX.1-2017,
 * pax, "ustar Interchange Format" and "pax Extended Header"). The same header gives the same bytes; names of users, times of access and
 * the like are never written. The path is written as it is given; only a file has a size.
 * @throws OciPackError `unsupported` for what neither form can hold
 */
export function encodeHeader(header: TarHeader): Uint8Array {
  const records = recordsFor(header)
  if (records !== undefined) return encodeExtended(header, records)
  const block = Buffer.allocUnsafe(blockSize)
  writeBlock(block, 0, header, typeFlags[header.type])
  return block
}

const typeFlags: Record<EntryType, string> = {
  file: '0',
  link: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
}

const maxName = 100
const maxPrefix = 155
/** The largest numbers of 7 and 11 octal digits. */
const max7 = 0o7777777
const max11 = 0o77777777777

/** The entry that carries pax records: the same for all, so that nothing but the records counts. */
const paxEntry = tarHeader('././@PaxHeader', { mode: 0o644 })

function encodeExtended(header: TarHeader, records: readonly PaxRecord[]): Buffer {
  const body = encodeRecords(records)
  const bytes = Buffer.alloc(blockSize + body.length + padding(body.length) + blockSize)
  writeBlock(bytes, 0, { ...paxEntry, size: body.length }, 'x')
  bytes.set(body, blockSize)
  writeBlock(bytes, bytes.length - blockSize, header, typeFlags[header.type])
  return bytes
}

/** The records for what ustar cannot hold, or undefined where it holds all. */
function recordsFor(header: TarHeader): PaxRecord[] | undefined {
  const { path, linkPath, uid, gid, size, mtime, mtimeNsec, xattrs } = header
  if (header.devMajor > max7 || header.devMinor > max7) {
    throw new OciPackError(
      'unsupported',
      `the device number of ${JSON.stringify(path)} is too large for a tar archive`,
      {
        hint: 'Leave the device out of the image.',
      },
    )
  }
  let records: PaxRecord[] | undefined
  const add = (key: string, value: string): unknown => (records ??= []).push({ key, value })
  if (!isAscii(path) || (path.length > maxName && splitAt(path) === 0)) add('path', path)
  if (linkPath.length > maxName || !isAscii(linkPath)) add('linkpath', linkPath)
  if (uid > max7) add('uid', String(uid))
  if (gid > max7) add('gid', String(gid))
  if (size > max11 && header.type === 'file') add('size', String(size))
  if (mtimeNsec !== 0 || mtime < 0 || mtime > max11) add('mtime', encodeTime(mtime, mtimeNsec))
  if (xattrs.size > 0) addXattrs(header, add)
  return records
}

function addXattrs({ path, xattrs }: TarHeader, add: (key: string, value: string) => unknown): void {
  for (const [name, value] of xattrs) {
    if (name.includes('=')) {
      const what = `the extended attribute ${JSON.stringify(name)} of ${JSON.stringify(path)}`
      throw new OciPackError('unsupported', `${what} has a name that a tar archive cannot hold: it contains =`, {
        hint: 'Remove the attribute: setfattr -x NAME FILE.',
      })
    }
    add(xattrPrefix + name, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'))
  }
}

/** Where the `/` between ustar's prefix and name stands in a path of more than 100 bytes; 0 if none fits. */
function splitAt(path: string): number {
  const slash = path.lastIndexOf('/', Math.min(maxPrefix, path.length - 2))
  return slash > 0 && path.length - slash - 1 <= maxName ? slash : 0
}

/** Writes one ustar block. What does not fit its field stands in a pax record: such a number is written as 0, such a name cut. */
function writeBlock(target: Buffer, at: number, header: TarHeader, flag: string): void {
  const { path, uid, gid, mtime } = header
  target.fill(0, at, at + blockSize)
  const split = path.length > maxName ? splitAt(path) : 0
  let sum = checksumSpaces + magicSum
  sum += putText(target, at, path, split === 0 ? 0 : split + 1, maxName)
  if (split > 0) sum += putText(target, at + 345, path, 0, split)
  sum += putOctal(target, at + 100, 7, header.mode & 0o7777)
  sum += putOctal(target, at + 108, 7, uid > max7 ? 0 : uid)
  sum += putOctal(target, at + 116, 7, gid > max7 ? 0 : gid)
  sum += putOctal(target, at + 124, 11, header.type !== 'file' || header.size > max11 ? 0 : header.size)
  sum += putOctal(target, at + 136, 11, mtime < 0 || mtime > max11 ? 0 : mtime)
  sum += putText(target, at + 156, flag, 0, 1)
  sum += putText(target, at + 157, header.linkPath, 0, maxName)
  putText(target, at + 257, magic, 0, magic.length)
  sum += putOctal(target, at + 329, 7, header.devMajor)
  sum += putOctal(target, at + 337, 7, header.devMinor)
  putOctal(target, at + 148, 6, sum)
  target[at + 155] = 0x20
}

const magic = 'ustar\x0000'
const magicSum = Buffer.from(magic).reduce((sum, byte) => sum + byte, 0)
/** The checksum counts its own field as eight spaces. */
const checksumSpaces = 8 * 0x20

/** Writes up to `max` bytes of `text` from `start` on, and returns their sum. */
function putText(target: Buffer, at: number, text: string, start: number, max: number): number {
  const length = Math.min(max, text.length - start)
  let sum = 0
  for (let i = 0; i < length; i++) sum += target[at + i] = text.charCodeAt(start + i)
  return sum
}

/** Writes a number in octal with leading zeros, and returns the sum of the bytes. */
function putOctal(target: Buffer, at: number, digits: number, value: number): number {
  let sum = 0
  const high = Math.floor(value / 0o100000000)
  let low = value % 0o100000000
  for (let i = digits - 1; i >= 0; i--) {
    if (i === digits - 9) low = high
    sum += target[at + i] = 0x30 + (low & 7)
    low >>>= 3
  }
  return sum
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}
