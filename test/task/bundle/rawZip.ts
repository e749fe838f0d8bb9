import { crc32, deflateRawSync } from 'node:zlib'

/**
 * A small zip writer of the tests' own, on whole buffers: it shares no code with src/, and writes what is broken as readily as what is
 * whole.
 */
export interface RawEntry {
  readonly name: string
  readonly body: Buffer
  /** 0 stored, 8 deflated; for any other `data` are the bytes that stand there. */
  readonly method?: number
  readonly data?: Buffer
  /** Sizes and checksum behind the data: with the record's signature, without it, or with sizes of 64 bits. */
  readonly descriptor?: 'signed' | 'bare' | 'wide'
  readonly encrypted?: boolean
  /** Sizes in the zip64 extra field, whatever they are. */
  readonly zip64?: boolean
  /** A checksum that is not the content's. */
  readonly crc?: number
  /** Left out of the directory at the end. */
  readonly unlisted?: boolean
}

export interface RawZip {
  /** What stands in front of the first entry. */
  readonly prefix?: Buffer
  readonly directory?: boolean
  readonly comment?: string
}

/** A zip of entries, as they are given. */
export function rawZip(entries: readonly RawEntry[], { prefix, directory = true, comment = '' }: RawZip = {}): Buffer {
  const parts: Buffer[] = prefix ? [prefix] : []
  const central: Buffer[] = []
  let offset = prefix?.length ?? 0
  for (const entry of entries) {
    const data = dataOf(entry)
    const record = Buffer.concat([localHeader(entry, data.length), data, descriptorOf(entry, data.length)])
    parts.push(record)
    if (!entry.unlisted) central.push(centralHeader(entry, data.length, offset))
    offset += record.length
  }
  if (!directory) return Buffer.concat(parts)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(central.length, 8)
  end.writeUInt16LE(central.length, 10)
  end.writeUInt32LE(Buffer.concat(central).length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, ...central, end, Buffer.from(comment, 'latin1')])
}

function dataOf({ body, method = 0, data }: RawEntry): Buffer {
  return data ?? (method === 8 ? deflateRawSync(body) : body)
}

function flagsOf({ descriptor, encrypted }: RawEntry): number {
  return (descriptor ? 8 : 0) | (encrypted ? 1 : 0)
}

function localHeader(entry: RawEntry, stored: number): Buffer {
  const { name, body, method = 0, descriptor, zip64 } = entry
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(flagsOf(entry), 6)
  header.writeUInt16LE(method, 8)
  header.writeUInt16LE(0x21, 12)
  const extra = zip64 ? zip64Field(body.length, stored) : Buffer.alloc(0)
  if (!descriptor) {
    header.writeUInt32LE(entry.crc ?? crc32(body), 14)
    header.writeUInt32LE(zip64 ? 0xffffffff : stored, 18)
    header.writeUInt32LE(zip64 ? 0xffffffff : body.length, 22)
  }
  header.writeUInt16LE(Buffer.byteLength(name), 26)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, Buffer.from(name), extra])
}

function zip64Field(size: number, stored: number): Buffer {
  const field = Buffer.alloc(20)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(16, 2)
  field.writeBigUInt64LE(BigInt(size), 4)
  field.writeBigUInt64LE(BigInt(stored), 12)
  return field
}

function descriptorOf({ body, descriptor, crc }: RawEntry, stored: number): Buffer {
  if (!descriptor) return Buffer.alloc(0)
  const bytes = Buffer.alloc(24)
  bytes.writeUInt32LE(0x08074b50, 0)
  bytes.writeUInt32LE(crc ?? crc32(body), 4)
  if (descriptor === 'wide') {
    bytes.writeBigUInt64LE(BigInt(stored), 8)
    bytes.writeBigUInt64LE(BigInt(body.length), 16)
    return bytes
  }
  bytes.writeUInt32LE(stored, 8)
  bytes.writeUInt32LE(body.length, 12)
  return bytes.subarray(descriptor === 'bare' ? 4 : 0, 16)
}

function centralHeader(entry: RawEntry, stored: number, offset: number): Buffer {
  const { name, body, method = 0 } = entry
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt16LE(flagsOf(entry), 8)
  header.writeUInt16LE(method, 10)
  header.writeUInt16LE(0x21, 14)
  header.writeUInt32LE(entry.crc ?? crc32(body), 16)
  header.writeUInt32LE(stored, 20)
  header.writeUInt32LE(body.length, 24)
  header.writeUInt16LE(Buffer.byteLength(name), 28)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, Buffer.from(name)])
}
