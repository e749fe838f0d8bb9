import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'
import { blocks } from './blocks.js'
import { blockSize, Deflater, deflaterVersion, windowSize } from './deflate/deflater.js'
import { inOrder } from './inOrder.js'

const zlibDeflate = promisify(deflateRaw)

/** zlib's fastest levels are those of our own encoder; 0 is stored. */
const isOwn = (level: number): boolean => level === 1 || level === 2
/** With 128 KiB more than by itself zlib takes a tenth less time. */
const mostMemory = 9

/**
 * What the bytes hang on besides content and level, in letters that can name a record: how blocks are cut, and the encoder. That is our own, or else
 * zlib's build and the processor, for which zlib has code of its own.
 */
export function gzipVersion(level: number): string {
  if (isOwn(level)) return `3-own-${deflaterVersion}`
  return `2-${process.versions.zlib.replace(/[^\w.-]/g, '_')}-${process.arch}`
}

export interface CompressOptions {
  /** How hard is tried: from 1, fastest, to 9 (gzip) or 22 (zstd), smallest. gzip knows 0 too, stored. */
  readonly level: number
}

/**
 * Deflates a stream into one gzip member (RFC 1952) without a name or a time. Blocks of 1 MiB are deflated side by side, each with the 32 KiB before it as
 * its dictionary; so the bytes depend on the content, the level and the encoder alone, not on how the content is cut or on how many blocks are under way.
 * Memory: a few MiB for each processor. The source's chunks must stay as they are.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>, { level }: CompressOptions): AsyncGenerator<Uint8Array> {
  const own = isOwn(level) ? new Deflater() : undefined
  const deflated = (block: Uint8Array, dictionary: Uint8Array): Promise<Uint8Array> =>
    own ? own.deflate(block, dictionary) : deflatedByZlib(block, dictionary, level)
  let checksum = 0
  let size = 0
  let before = new Uint8Array(0)
  yield header(level)
  try {
    yield* inOrder(blocks(source, blockSize), (block) => {
      const dictionary = before
      checksum = crc32(block, checksum)
      size += block.length
      before = block.slice(-windowSize)
      return deflated(block, dictionary)
    })
  } finally {
    await own?.close()
  }
  yield trailer(checksum, size)
}

/** A block that ends on a whole byte and is not the last one, made in Node's thread pool. */
function deflatedByZlib(block: Uint8Array, dictionary: Uint8Array, level: number): Promise<Uint8Array> {
  const before = dictionary.length === 0 ? {} : { dictionary }
  const { Z_SYNC_FLUSH: finishFlush } = constants
  return zlibDeflate(block, { level, memLevel: mostMemory, finishFlush, chunkSize: blockSize / 2, ...before })
}

/** ID, deflate, no flags, no time, what the level says (RFC 1952, 2.3.1, XFL), an unknown system. */
function header(level: number): Uint8Array {
  const extra = level === 9 ? 2 : isOwn(level) ? 4 : 0
  return Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, extra, 0xff)
}

/** An empty last block, the CRC-32 and the size modulo 2^32. */
function trailer(checksum: number, size: number): Uint8Array {
  const bytes = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  bytes.writeUInt32LE(checksum, 2)
  bytes.writeUInt32LE(size % 2 ** 32, 6)
  return bytes
}
