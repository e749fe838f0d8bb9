import { OciPackError } from '../../../core/errors.js'
import { lengths, over16, over32, readUint64, signatures } from './format.js'
import { wide } from './localHeader.js'
import { type OpenZip, readAt } from './source.js'

/** What a zip's own list of its entries, at its end, says of one. */
export interface CentralEntry {
  readonly name: string
  /** Where its local header begins. */
  readonly offset: number
  readonly storedSize: number
}

/** A comment of 64 KiB may follow the record that ends a zip. */
const maxComment = 0xffff
/** Bytes of a directory, and as many entries as anything that is like a bundle has. */
const maxDirectory = 16 * 1024 * 1024

/** Reads the central directory of a zip, which tools that seek go by. @throws OciPackError `format` where it is none, or is too large; `io` */
export async function readCentralDirectory(zip: OpenZip): Promise<CentralEntry[]> {
  const { path } = zip
  const { at, bytes } = await findEnd(zip)
  const place = await directoryPlace(zip, at, bytes)
  if (place.offset + place.size > at || place.size > maxDirectory)
    throw new OciPackError('format', `${path} has a directory that is damaged`)
  return decodeEntries(await readAt(zip, place.offset, place.size), path, place.count)
}

async function findEnd(zip: OpenZip): Promise<{ at: number; bytes: Buffer }> {
  const { path, size } = zip
  const start = Math.max(0, size - lengths.end - maxComment)
  const tail = await readAt(zip, start, size - start)
  for (let at = tail.length - lengths.end; at >= 0; at--) {
    if (tail.readUInt32LE(at) === signatures.end) return { at: start + at, bytes: tail.subarray(at, at + lengths.end) }
  }
  throw new OciPackError('format', `${path} does not end as a zip does`)
}

interface DirectoryPlace {
  readonly offset: number
  readonly size: number
  readonly count: number
}

async function directoryPlace(zip: OpenZip, at: number, end: Buffer): Promise<DirectoryPlace> {
  const small = { count: end.readUInt16LE(10), size: end.readUInt32LE(12), offset: end.readUInt32LE(16) }
  if (small.count !== over16 && small.size !== over32 && small.offset !== over32) return small
  if (at < lengths.locator64) return small
  const locator = await readAt(zip, at - lengths.locator64, lengths.locator64)
  if (locator.readUInt32LE(0) !== signatures.locator64) return small
  const recordAt = readUint64(locator, 8)
  if (recordAt + lengths.end64 > at) throw new OciPackError('format', `${zip.path} has a zip64 record that is damaged`)
  const record = await readAt(zip, recordAt, lengths.end64)
  if (record.readUInt32LE(0) !== signatures.end64) return small
  return { count: readUint64(record, 32), size: readUint64(record, 40), offset: readUint64(record, 48) }
}

function decodeEntries(bytes: Buffer, path: string, count: number): CentralEntry[] {
  const entries: CentralEntry[] = []
  for (let at = 0; entries.length < count;) {
    if (at + lengths.central > bytes.length || bytes.readUInt32LE(at) !== signatures.central)
      throw new OciPackError('format', `${path} has a directory that is damaged`)
    const nameEnd = at + lengths.central + bytes.readUInt16LE(at + 28)
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
    const [, storedSize = 0, offset = 0] = wide(bytes.subarray(nameEnd, extraEnd), [
      bytes.readUInt32LE(at + 24),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ])
    entries.push({ name: bytes.toString('utf8', at + lengths.central, nameEnd), offset, storedSize })
    at = extraEnd + bytes.readUInt16LE(at + 32)
  }
  return entries
}
