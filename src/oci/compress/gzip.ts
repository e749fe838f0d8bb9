import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'

const deflate = promisify(deflateRaw)

/** Bytes of content that are deflated at a time, and as many of those before as deflate can refer to (RFC 1951, 2). */
const blockSize = 1024 * 1024
const windowSize = 32 * 1024

export interface GzipOptions {
  /** From 0, stored, to 9, smallest; zlib's own default is 6. */
  readonly level: number
}

/**
 * Deflates a stream into one gzip member (RFC 1952) without a name or a time. Blocks of 1 MiB are deflated side by side in Node's thread
 * pool, each with the 32 KiB before it as its dictionary; so the bytes depend on the content, the level and zlib's build alone, not
 * on how the content is cut or on how many blocks are under way. Memory: a few MiB for each processor.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>, { level }: GzipOptions): AsyncGenerator<Uint8Array> {
  const underWay: Promise<Buffer>[] = []
  let checksum = 0
  let size = 0
  let before: Buffer = Buffer.alloc(0)
  yield header(level)
  try {
    for await (const block of blocks(source)) {
      checksum = crc32(block, checksum)
      size += block.length
      underWay.push(deflateBlock(block, before, level))
      before = block.subarray(-windowSize)
      if (underWay.length > availableParallelism()) yield* finish(underWay, 1)
    }
    yield* finish(underWay, underWay.length)
  } finally {
    await Promise.allSettled(underWay)
  }
  yield trailer(checksum, size)
}

/** The next `count` of the blocks that are under way, in their order. */
async function* finish(underWay: Promise<Buffer>[], count: number): AsyncGenerator<Buffer> {
  for (const block of underWay.splice(0, count)) yield await block
}

/** The content in blocks of the same size, but for the last. */
async function* blocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(blockSize)
  let filled = 0
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + blockSize - filled)
      block.set(part, filled)
      at += part.length
      filled += part.length
      if (filled < blockSize) continue
      yield block
      block = Buffer.allocUnsafe(blockSize)
      filled = 0
    }
  }
  if (filled > 0) yield block.subarray(0, filled)
}

/** A block that ends on a whole byte and is not the last one. */
function deflateBlock(block: Buffer, dictionary: Buffer, level: number): Promise<Buffer> {
  const before = dictionary.length === 0 ? {} : { dictionary }
  return deflate(block, { level, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: blockSize / 4, ...before })
}

/** ID, deflate, no flags, no time, what the level says (RFC 1952, 2.3.1, XFL), an unknown system. */
function header(level: number): Uint8Array {
  const extra = level === 9 ? 2 : level === 1 ? 4 : 0
  return Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, extra, 0xff)
}

/** An empty last block, the CRC-32 and the size modulo 2^32. */
function trailer(checksum: number, size: number): Uint8Array {
  const bytes = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  bytes.writeUInt32LE(checksum, 2)
  bytes.writeUInt32LE(size % 2 ** 32, 6)
  return bytes
}
