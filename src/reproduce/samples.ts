import type { ContentReader } from '../rootfs/contentReader.js'
import type { Content } from '../rootfs/node.js'

/** A part of a file: its beginning, and what is around a place in it. */
export interface Sample {
  /** Bytes of the whole file. */
  readonly size: number
  /** From the file's beginning on, at most `headSize`. */
  readonly head: Buffer
  /** What lies around the place, from `aroundOffset` on. */
  readonly around: Buffer
  readonly aroundOffset: number
}

/** As much of a file's beginning as is looked at: what is compressed there is inflated. */
export const headSize = 256 << 10
/** Bytes before and behind the place. */
const margin = 1024

/** Where two buffers differ; the length of the shorter one where it begins the other. */
export function differingByte(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.byteLength, b.byteLength)
  let i = 0
  while (i < length && a[i] === b[i]) i++
  return i
}

/** What there is to see of a file around a place. */
export async function sampleOf(content: Content, size: number, place: number, reader: ContentReader): Promise<Sample> {
  const aroundOffset = Math.max(0, Math.min(place, size) - margin)
  const head = Buffer.allocUnsafe(Math.min(size, headSize))
  const around = Buffer.allocUnsafe(Math.min(size, place + margin) - aroundOffset)
  await reader.with(content, (read) => {
    read(head, 0)
    read(around, aroundOffset)
  })
  return { size, head, around, aroundOffset }
}

/** The same of a file that is in memory. */
export function sampleOfBytes(bytes: Buffer, place: number): Sample {
  const aroundOffset = Math.max(0, place - margin)
  return {
    size: bytes.byteLength,
    head: bytes.subarray(0, headSize),
    around: bytes.subarray(aroundOffset, place + margin),
    aroundOffset,
  }
}
