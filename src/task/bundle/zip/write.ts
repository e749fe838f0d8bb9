import { OciPackError } from '../../../core/errors.js'
import type { Patch } from '../../../export/output.js'
import type { ArchiveFile } from '../../../oci/tar/write.js'
import { Crc32 } from './crc32.js'
import { drain } from './drain.js'
import { centralHeader, crcAt, endRecords, localHeader, type StoredEntry } from './records.js'

/**
 * A zip of files that are stored as they are, each with its size and its CRC-32 in front, as who reads a zip as a stream must have
 * them. The CRC-32 is known only when a content has passed: it is put into its header afterwards. The same files give the same bytes.
 * yazl and its like write a stored stream with a data descriptor behind it, which the App Engine refuses: hence a writer of our own.
 * @throws OciPackError `integrity` for a content that is shorter or longer than its size says; errors of the contents pass unchanged
 */
export async function* patchedZip(files: readonly ArchiveFile[]): AsyncGenerator<Uint8Array | Patch> {
  const entries: StoredEntry[] = []
  let offset = 0
  for (const file of files) {
    const { name, size } = file
    const crc = new Crc32()
    const header = localHeader({ name, size, crc: 0 })
    yield header
    yield* content(file, crc)
    const value = Buffer.alloc(4)
    value.writeUInt32LE(crc.value)
    yield { offset: offset + crcAt, bytes: value }
    entries.push({ name, size, crc: crc.value, offset })
    offset += header.length + size
  }
  yield directory(entries, offset)
}

/** The same bytes, for an output that cannot be gone back in: every content is read twice, at first for its CRC-32. */
export async function* streamedZip(files: readonly ArchiveFile[]): AsyncGenerator<Uint8Array> {
  const entries: StoredEntry[] = []
  let offset = 0
  for (const file of files) {
    const { name, size } = file
    const before = new Crc32()
    await drain(content(file, before))
    const header = localHeader({ name, size, crc: before.value })
    yield header
    const crc = new Crc32()
    yield* content(file, crc)
    if (crc.value !== before.value) throw new OciPackError('integrity', `${name} changed while it was read`)
    entries.push({ name, size, crc: crc.value, offset })
    offset += header.length + size
  }
  yield directory(entries, offset)
}

function directory(entries: readonly StoredEntry[], offset: number): Uint8Array {
  const headers = Buffer.concat(entries.map(centralHeader))
  return Buffer.concat([headers, endRecords({ count: entries.length, size: headers.length, offset })])
}

async function* content(file: ArchiveFile, crc: Crc32): AsyncGenerator<Uint8Array> {
  const { name, size } = file
  for await (const chunk of file.open()) {
    crc.update(chunk)
    if (crc.size > size) break
    yield chunk
  }
  if (crc.size === size) return
  const found = crc.size > size ? 'more' : String(crc.size)
  throw new OciPackError('integrity', `${name} was to have ${size} bytes, and has ${found}`)
}
