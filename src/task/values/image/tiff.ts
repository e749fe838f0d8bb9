import type { Dimensions, ReadBytes } from './dimensions.js'

/** What the directories of a TIFF tell. */
export interface TiffHeader {
  readonly dimensions: Dimensions | undefined
  readonly samplesPerPixel: number | undefined
  readonly isTiled: boolean
}

/** Directories and fields looked at; a pyramid has a dozen of each. */
const mostDirectories = 1000
const mostFields = 4096
const fieldLength = 12
const imageWidth = 256
const imageLength = 257
const samples = 277
const tileWidth = 322
const widths: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 }

/**
 * The first width, height and samples of a pixel in a TIFF's directories, and whether any has tiles: what the App Engine judges by.
 * Undefined where the directories lead out of the file or round.
 */
export async function readTiff(read: ReadBytes): Promise<TiffHeader | undefined> {
  const header = Buffer.from(await read(0, 8))
  if (header.byteLength < 8) return undefined
  const numbers = numberReader(header.toString('latin1', 0, 2) === 'II')
  const values = new Map<number, number>()
  let size: Dimensions | undefined
  const seen = new Set<number>()
  for (let at = numbers(header, 4, 4); at !== 0;) {
    if (seen.has(at) || seen.size === mostDirectories) return undefined
    seen.add(at)
    const directory = await readDirectory(read, at, numbers)
    if (!directory) return undefined
    if (seen.size === 1) size = dimensionsOf(directory.values)
    for (const [tag, value] of directory.values) if (!values.has(tag)) values.set(tag, value)
    at = directory.next
  }
  return { dimensions: size, samplesPerPixel: values.get(samples), isTiled: (values.get(tileWidth) ?? 0) !== 0 }
}

type NumberReader = (bytes: Buffer, offset: number, length: number) => number

function numberReader(littleEndian: boolean): NumberReader {
  return (bytes, offset, length) => (littleEndian ? bytes.readUIntLE(offset, length) : bytes.readUIntBE(offset, length))
}

/** The fields of one directory that hold one number, and where the next directory is. */
async function readDirectory(
  read: ReadBytes,
  at: number,
  numbers: NumberReader,
): Promise<{ values: Map<number, number>; next: number } | undefined> {
  const count = Buffer.from(await read(at, 2))
  if (count.byteLength < 2) return undefined
  const fields = numbers(count, 0, 2)
  const length = fields * fieldLength + 4
  const bytes = Buffer.from(await read(at + 2, length))
  if (bytes.byteLength < length || fields > mostFields) return undefined
  const values = new Map<number, number>()
  for (let field = 0; field < length - 4; field += fieldLength) {
    const width = widths[numbers(bytes, field + 2, 2)]
    if (width !== undefined && numbers(bytes, field + 4, 4) === 1)
      values.set(numbers(bytes, field, 2), numbers(bytes, field + 8, width))
  }
  return { values, next: numbers(bytes, length - 4, 4) }
}

function dimensionsOf(values: ReadonlyMap<number, number>): Dimensions | undefined {
  const [width, height] = [values.get(imageWidth), values.get(imageLength)]
  return width && height ? { width, height } : undefined
}
