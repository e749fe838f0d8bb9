import { Cursor } from '../../core/cursor.js'

/** The largest window that is allowed for, as `zstd -d` does unless told otherwise; more memory is not spent on a stream. */
const maxWindow = 128 * 1024 * 1024

/** The most bytes that a block may take, or give (RFC 8878, 3.1.1.2.4). */
const maxBlock = 128 * 1024

/** A frame in pieces: its header, its blocks, its checksum. */
export type ZstdFrame = AsyncGenerator<Uint8Array>

/**
 * Cuts a zstd stream into its frames and these at the borders of their blocks, and leaves out skippable frames: so a decoder meets a
 * frame's end only at the end of a piece, and a piece gives no more than a block (RFC 8878, 3.1). Each frame is to be read to its end
 * before the next one. @throws Error for anything else than whole frames
 */
export async function* zstdFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<ZstdFrame> {
  const input = new Cursor(source)
  try {
    for (;;) {
      const magic = await input.read(4)
      if (magic.length === 0) return
      if (magic.length < 4) throw cutShort()
      const number = magic.readUInt32LE()
      if (number === 0xfd2fb528) yield frame(input, magic)
      else if (number >>> 4 === 0x184d2a5) await skip(input, (await exactly(input, 4)).readUInt32LE())
      else throw new Error('what follows is no zstd frame')
    }
  } finally {
    await input.close()
  }
}

async function* frame(input: Cursor, magic: Buffer): ZstdFrame {
  const descriptor = await exactly(input, 1)
  const flags = descriptor.readUInt8()
  const single = (flags & 0x20) !== 0
  const window = await exactly(input, single ? 0 : 1)
  const dictionary = await exactly(input, [0, 1, 2, 4][flags & 3] ?? 0)
  const contentSize = await exactly(input, [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0)
  if ((single ? contentBytes(contentSize) : windowBytes(window)) > maxWindow) {
    throw new Error(`it needs a window of more than ${maxWindow} bytes`)
  }
  yield Buffer.concat([magic, descriptor, window, dictionary, contentSize])
  for (let last = false; !last;) {
    const header = await exactly(input, 3)
    const bits = header.readUIntLE(0, 3)
    const repeated = ((bits >> 1) & 3) === 1
    if (bits >> 3 > maxBlock) throw new Error('a block is too large')
    last = (bits & 1) === 1
    yield Buffer.concat([header, await exactly(input, repeated ? 1 : bits >> 3)])
  }
  if (flags & 4) yield exactly(input, 4)
}

/** Frame_Content_Size: two bytes count from 256 on. */
function contentBytes(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE())
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0)
}

/** Window_Descriptor: five bits of exponent, three of mantissa. */
function windowBytes(field: Buffer): number {
  const byte = field.readUInt8()
  const base = 2 ** (10 + (byte >> 3))
  return base + (base / 8) * (byte & 7)
}

async function exactly(input: Cursor, count: number): Promise<Buffer> {
  const bytes = await input.read(count)
  if (bytes.length < count) throw cutShort()
  return bytes
}

async function skip(input: Cursor, count: number): Promise<void> {
  if ((await input.skip(count)) < count) throw cutShort()
}

function cutShort(): Error {
  return new Error('unexpected end of file')
}
