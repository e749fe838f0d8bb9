import { readUint64, signatures } from './format.js'
import { type OpenZip, readAt } from './source.js'

/** What stands behind the data of an entry whose header was written before they were known. */
export interface DataDescriptor {
  readonly crc: number
  readonly size: number
  /** Bytes of the descriptor itself. */
  readonly length: number
}

const longest = 24

/**
 * The descriptor behind data of a known length. Its signature may be missing, and its sizes have 32 or 64 bits: what fits the data tells.
 * Undefined where neither does. @throws OciPackError `io`
 */
export async function readDescriptor(
  zip: OpenZip,
  at: number,
  storedSize: number,
): Promise<DataDescriptor | undefined> {
  const bytes = Buffer.alloc(longest)
  ;(await readAt(zip, at, Math.min(longest, zip.size - at))).copy(bytes)
  for (const start of bytes.readUInt32LE(0) === signatures.descriptor ? [4, 0] : [0]) {
    const crc = bytes.readUInt32LE(start)
    const long = readUint64(bytes, start + 4) === storedSize
    const short = bytes.readUInt32LE(start + 4) === storedSize
    // Where no size fills its field, both fit: what follows the shorter form is the next record then.
    if (short && (!long || isRecord(bytes.readUInt32LE(start + 12)))) {
      return { crc, size: bytes.readUInt32LE(start + 8), length: start + 12 }
    }
    if (long) return { crc, size: readUint64(bytes, start + 12), length: start + 20 }
  }
  return undefined
}

function isRecord(signature: number): boolean {
  return signature === signatures.local || signature === signatures.central
}
