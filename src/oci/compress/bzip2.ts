import bitIterator from 'unbzip2-stream/lib/bit_iterator.js'
import bzip2 from 'unbzip2-stream/lib/bzip2.js'

/**
 * The plain bytes of one or more bzip2 streams, block and stream checksums verified. It uses the decoder inside unbzip2-stream, whose own
 * stream would hold a block's content as an array of numbers: up to 370 MB. @throws Error for anything else
 */
export async function* bunzip2(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new BlockDecoder()
  for await (const chunk of source) {
    decoder.add(chunk)
    while (decoder.hasBlock()) yield* decoder.decode()
  }
  while (decoder.hasMore()) yield* decoder.decode()
  decoder.end()
}

/** Bytes of content for each of bzip2's levels, 1 to 9, and by how much a block of them may grow in compression. */
const levelSize = 100_000
const growth = 25_000

const pieceSize = 1024 * 1024

/** Decodes a block at a time from what was added. */
class BlockDecoder {
  readonly #queue: Uint8Array[] = [new Uint8Array(0)]
  readonly #bits = bitIterator(() => this.#next())
  #queued = 0
  /** Of the stream at hand; 0 between streams. */
  #level = 0
  #crc = 0
  #work = new Int32Array(0)

  add(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#queue.push(chunk)
    this.#queued += chunk.length
  }

  /** Whether anything is left to decode. */
  hasMore(): boolean {
    return this.#queued > this.#bits.bytesRead
  }

  /** Whether the next block is sure to have come whole. */
  hasBlock(): boolean {
    return this.#queued - this.#bits.bytesRead > growth + levelSize * this.#level
  }

  /** Decodes a stream's header, a block or a stream's end, and gives the content in pieces. */
  decode(): Uint8Array[] {
    if (this.#level === 0) {
      this.#level = bzip2.header(this.#bits)
      this.#crc = 0
      if (this.#work.length !== levelSize * this.#level) this.#work = new Int32Array(levelSize * this.#level)
      return []
    }
    const pieces = new Pieces()
    const crc = bzip2.decompress(this.#bits, (byte) => pieces.add(byte), this.#work, this.#work.length, this.#crc)
    if (crc === null) this.#level = 0
    else this.#crc = crc
    return pieces.all()
  }

  /** @throws Error if a stream is not over */
  end(): void {
    if (this.#level !== 0) throw cutShort()
  }

  #next(): Uint8Array {
    const chunk = this.#queue.shift()
    if (chunk === undefined) throw cutShort()
    return chunk
  }
}

/** Bytes that come one by one, in pieces of 1 MiB. */
class Pieces {
  readonly #full: Uint8Array[] = []
  #last = new Uint8Array(pieceSize)
  #length = 0

  add(byte: number): void {
    if (this.#length === pieceSize) {
      this.#full.push(this.#last)
      this.#last = new Uint8Array(pieceSize)
      this.#length = 0
    }
    this.#last[this.#length++] = byte
  }

  all(): Uint8Array[] {
    return this.#length === 0 ? this.#full : [...this.#full, this.#last.subarray(0, this.#length)]
  }
}

function cutShort(): Error {
  return new Error('unexpected end of file')
}
