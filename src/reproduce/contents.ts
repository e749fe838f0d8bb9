import type { Layer } from '../oci/image.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { IndexEntry } from '../rootfs/layerIndex.js'
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
const chunkSize = 1 << 20
/** Bytes before and behind the place. */
const margin = 1024

/** Where an entry's content lies. */
export function contentOf({ offset, sparse }: IndexEntry, layer: Layer): Content {
  return { from: 'layer', layer, offset, ...(sparse && { sparse }) }
}

/** The first byte, counted from 0, in which two contents differ in their first `size` bytes; undefined where they are the same. */
export async function firstDifference(
  a: Content,
  b: Content,
  size: number,
  reader: ContentReader,
): Promise<number | undefined> {
  const length = Math.min(chunkSize, size)
  const [ours, theirs] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)]
  for (let position = 0; position < size; position += length) {
    const count = Math.min(length, size - position)
    const parts = [ours.subarray(0, count), theirs.subarray(0, count)] as const
    await reader.with(a, (read) => read(parts[0], position))
    await reader.with(b, (read) => read(parts[1], position))
    if (!parts[0].equals(parts[1])) return position + differingByte(...parts)
  }
  return undefined
}

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
