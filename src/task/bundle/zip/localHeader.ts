import { flagBits, lengths, over32, readUint64, signatures, zip64Tag } from './format.js'

/** What stands in front of an entry's data. */
export interface LocalHeader {
  /** As it is written, read as UTF-8, which is what the App Engine does whatever the flag says. */
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  /** Whether checksum and sizes stand behind the data. */
  readonly hasDescriptor: boolean
  /** Undefined where they stand behind the data. */
  readonly crc: number | undefined
  readonly size: number | undefined
  readonly storedSize: number | undefined
}

/** The fixed part of a local header, and how many bytes of name and extra fields follow it; undefined for any other record. */
export function localLengths(fixed: Buffer): { readonly name: number; readonly extra: number } | undefined {
  if (fixed.length < lengths.local || fixed.readUInt32LE(0) !== signatures.local) return undefined
  return { name: fixed.readUInt16LE(26), extra: fixed.readUInt16LE(28) }
}

/** Reads a local header. */
export function decodeLocal(fixed: Buffer, name: Buffer, extra: Buffer): LocalHeader {
  const flags = fixed.readUInt16LE(6)
  const hasDescriptor = (flags & flagBits.descriptor) !== 0
  const [size, storedSize] = wide(extra, [fixed.readUInt32LE(22), fixed.readUInt32LE(18)])
  return {
    name: name.toString(),
    method: fixed.readUInt16LE(8),
    encrypted: (flags & flagBits.encrypted) !== 0,
    hasDescriptor,
    crc: hasDescriptor ? undefined : fixed.readUInt32LE(14),
    size: hasDescriptor ? undefined : size,
    storedSize: hasDescriptor ? undefined : storedSize,
  }
}

/** Values of 32 bits, those that did not fit taken from the zip64 extra field, where they stand in the same order. */
export function wide(extra: Buffer, values: readonly number[]): number[] {
  const field = findField(extra, zip64Tag)
  let at = 0
  return values.map((value) => {
    if (value !== over32 || !field || at + 8 > field.length) return value
    at += 8
    return readUint64(field, at - 8)
  })
}

/** The content of an extra field. */
function findField(extra: Buffer, tag: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === tag) return extra.subarray(at + 4, end)
    at = end
  }
  return undefined
}
