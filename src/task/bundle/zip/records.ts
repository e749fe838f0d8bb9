import { flagBits, lengths, methods, over16, over32, signatures, writeUint64, zip64Tag } from './format.js'

/** An entry as the records that are written of it tell: its content is stored as it is. */
export interface StoredEntry {
  readonly name: string
  readonly size: number
  readonly crc: number
  /** Where its local header begins. */
  readonly offset: number
}

/** Where the CRC-32 stands in a local header. */
export const crcAt = 14

/** 1980-01-01 00:00, the first that the format can tell. */
const date = (1 << 5) | 1
const madeOnUnix = 3 << 8
/** A regular file that all may read and its owner may write, in the upper half, where Unix keeps it. */
const attributes = 0o100644 * 0x10000
const needs = { plain: 20, zip64: 45 } as const

/** What stands in front of a content: both sizes, so that the zip can be read as a stream. */
export function localHeader({ name, size, crc }: Omit<StoredEntry, 'offset'>): Buffer {
  const bytes = Buffer.from(name)
  const extra = size >= over32 ? zip64([size, size]) : Buffer.alloc(0)
  const header = Buffer.alloc(lengths.local)
  header.writeUInt32LE(signatures.local, 0)
  writeCommon(header, 4, { size, crc }, bytes, extra)
  return Buffer.concat([header, bytes, extra])
}

/** What the central directory says of an entry. */
export function centralHeader({ name, size, crc, offset }: StoredEntry): Buffer {
  const bytes = Buffer.from(name)
  const large = [...(size >= over32 ? [size, size] : []), ...(offset >= over32 ? [offset] : [])]
  const extra = large.length > 0 ? zip64(large) : Buffer.alloc(0)
  const header = Buffer.alloc(lengths.central)
  header.writeUInt32LE(signatures.central, 0)
  header.writeUInt16LE(madeOnUnix | needs.zip64, 4)
  writeCommon(header, 6, { size, crc }, bytes, extra)
  header.writeUInt32LE(attributes, 38)
  header.writeUInt32LE(Math.min(offset, over32), 42)
  return Buffer.concat([header, bytes, extra])
}

/** What ends a zip whose central directory has `count` entries, `size` bytes, and begins at `offset`. */
export function endRecords({ count, size, offset }: { count: number; size: number; offset: number }): Buffer {
  const end = Buffer.alloc(lengths.end)
  end.writeUInt32LE(signatures.end, 0)
  end.writeUInt16LE(Math.min(count, over16), 8)
  end.writeUInt16LE(Math.min(count, over16), 10)
  end.writeUInt32LE(Math.min(size, over32), 12)
  end.writeUInt32LE(Math.min(offset, over32), 16)
  if (count < over16 && size < over32 && offset < over32) return end
  return Buffer.concat([end64({ count, size, offset }), end])
}

function end64({ count, size, offset }: { count: number; size: number; offset: number }): Buffer {
  const record = Buffer.alloc(lengths.end64 + lengths.locator64)
  record.writeUInt32LE(signatures.end64, 0)
  writeUint64(record, lengths.end64 - 12, 4)
  record.writeUInt16LE(madeOnUnix | needs.zip64, 12)
  record.writeUInt16LE(needs.zip64, 14)
  writeUint64(record, count, 24)
  writeUint64(record, count, 32)
  writeUint64(record, size, 40)
  writeUint64(record, offset, 48)
  record.writeUInt32LE(signatures.locator64, lengths.end64)
  writeUint64(record, offset + size, lengths.end64 + 8)
  record.writeUInt32LE(1, lengths.end64 + 16)
  return record
}

/** The fields that both headers of an entry have, in this order. */
function writeCommon(
  header: Buffer,
  at: number,
  { size, crc }: { size: number; crc: number },
  name: Buffer,
  extra: Buffer,
): void {
  header.writeUInt16LE(extra.length > 0 ? needs.zip64 : needs.plain, at)
  header.writeUInt16LE(name.some((byte) => byte > 0x7f) ? flagBits.utf8 : 0, at + 2)
  header.writeUInt16LE(methods.stored, at + 4)
  header.writeUInt16LE(date, at + 8)
  header.writeUInt32LE(crc, at + 10)
  header.writeUInt32LE(Math.min(size, over32), at + 14)
  header.writeUInt32LE(Math.min(size, over32), at + 18)
  header.writeUInt16LE(name.length, at + 22)
  header.writeUInt16LE(extra.length, at + 24)
}

function zip64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length)
  extra.writeUInt16LE(zip64Tag, 0)
  extra.writeUInt16LE(8 * values.length, 2)
  values.forEach((value, i) => writeUint64(extra, value, 4 + 8 * i))
  return extra
}
