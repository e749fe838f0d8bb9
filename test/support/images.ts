import { crc32, deflateSync } from 'node:zlib'

/** A PNG of black pixels. */
export function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((width + 1) * height))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  return Buffer.concat([uint32BE(data.byteLength), body, uint32BE(crc32(body))])
}

function uint32BE(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** The headers of a JPEG, with a segment before its frame. */
export function jpeg(
  width: number,
  height: number,
  { frame = 0xc0, components = 3, precision = 8, fill = 0 } = {},
): Buffer {
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff]
  const start = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0x4a, 0x46, ...Array<number>(fill).fill(0xff)]
  const ids = Array.from({ length: components }, (_, i) => [i + 1, 0x11, 0]).flat()
  return Buffer.from([
    ...start,
    0xff,
    frame,
    0,
    8 + 3 * components,
    precision,
    ...size,
    components,
    ...ids,
    0xff,
    0xda,
    0,
    2,
  ])
}

export interface TiffParts {
  readonly bigEndian?: boolean
  readonly samples?: number
  readonly tileWidth?: number
  /** Further directories: what each has in its fields. */
  readonly more?: readonly ReadonlyMap<number, number>[]
  /** Where the last directory says that the next one is. */
  readonly end?: number
}

/** The header and directories of a TIFF, without its pixels. */
export function tiff(
  width: number,
  height: number,
  { bigEndian = false, samples, tileWidth, more = [], end = 0 }: TiffParts,
): Buffer {
  const first = new Map([[256, width], [257, height]]) // prettier-ignore
  if (samples !== undefined) first.set(277, samples)
  if (tileWidth !== undefined) first.set(322, tileWidth)
  const directories = [first, ...more]
  const parts = [Buffer.from(bigEndian ? [0x4d, 0x4d, 0, 0x2a] : [0x49, 0x49, 0x2a, 0]), uint(8, 4, bigEndian)]
  let at = 8
  for (const [index, fields] of directories.entries()) {
    at += 2 + fields.size * 12 + 4
    parts.push(uint(fields.size, 2, bigEndian))
    for (const [tag, value] of fields) parts.push(field(tag, value, bigEndian))
    parts.push(uint(index === directories.length - 1 ? end : at, 4, bigEndian))
  }
  return Buffer.concat(parts)
}

/** One number: a short where it fits, else a long. */
function field(tag: number, value: number, bigEndian: boolean): Buffer {
  const isShort = value < 65536
  const number = isShort ? Buffer.concat([uint(value, 2, bigEndian), Buffer.alloc(2)]) : uint(value, 4, bigEndian)
  return Buffer.concat([uint(tag, 2, bigEndian), uint(isShort ? 3 : 4, 2, bigEndian), uint(1, 4, bigEndian), number])
}

function uint(value: number, length: number, bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(length)
  if (bigEndian) bytes.writeUIntBE(value, 0, length)
  else bytes.writeUIntLE(value, 0, length)
  return bytes
}

/** A DICOM file in explicit little endian with rows and columns, and `pixels` bytes of an image. */
export function dicom(width: number, height: number, pixels = 0): Buffer {
  const syntax = element(0x0002, 0x0010, 'UI', Buffer.from('1.2.840.10008.1.2.1\0'))
  const meta = Buffer.concat([element(0x0002, 0x0000, 'UL', uint(syntax.byteLength, 4, false)), syntax])
  const rows = element(0x0028, 0x0010, 'US', uint(height, 2, false))
  const columns = element(0x0028, 0x0011, 'US', uint(width, 2, false))
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, rows, columns, Buffer.alloc(pixels)])
}

function element(group: number, id: number, type: string, value: Buffer): Buffer {
  return Buffer.concat([
    uint(group, 2, false),
    uint(id, 2, false),
    Buffer.from(type),
    uint(value.byteLength, 2, false),
    value,
  ])
}
