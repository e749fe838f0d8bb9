/** A stream that can go past bytes without giving them. */
export interface SkippingStream extends AsyncIterable<Uint8Array> {
  /** Goes past up to `count` of the bytes that come next; returns how many that were, fewer only at the stream's end. */
  skip(count: number): number
}

/** Reads a stream of chunks by byte counts. What it gives are views into the chunks: nothing is copied but what lies across two. */
export class Cursor {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #source: AsyncIterable<Uint8Array> | SkippingStream
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0
  #before = 0

  constructor(source: AsyncIterable<Uint8Array> | SkippingStream) {
    this.#source = source
    this.#chunks = source[Symbol.asyncIterator]()
  }

  /** How many bytes of the stream were read. */
  get offset(): number {
    return this.#before + this.#at
  }

  /** The next `count` bytes if they are at hand, without waiting. */
  take(count: number): Buffer | undefined {
    if (this.#chunk.length - this.#at < count) return undefined
    const bytes = this.#chunk.subarray(this.#at, this.#at + count)
    this.#at += count
    return bytes
  }

  /** The next `count` bytes, or what is left of them at the stream's end. Memory grows with what comes, not with `count`. */
  async read(count: number): Promise<Buffer> {
    const parts: Buffer[] = []
    let missing = count
    for (let part; missing > 0 && (part = await this.some(missing)); missing -= part.length) parts.push(part)
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }

  /** Up to `max` of the next bytes, at least one; undefined at the stream's end. */
  async some(max: number): Promise<Buffer | undefined> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#chunks.next()
      if (next.done) return undefined
      this.#before += this.#chunk.length
      this.#chunk = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
      this.#at = 0
    }
    return this.take(Math.min(max, this.#chunk.length - this.#at))
  }

  /** Reads past `count` bytes, or to the stream's end if that comes first; returns how many that were. */
  async skip(count: number): Promise<number> {
    let left = count - (this.take(Math.min(count, this.#chunk.length - this.#at))?.length ?? 0)
    if (left > 0 && 'skip' in this.#source) {
      const skipped = this.#source.skip(left)
      this.#before += skipped
      left -= skipped
    }
    for (let part; left > 0 && (part = await this.some(left));) left -= part.length
    return count - left
  }

  /** Ends the reading; the source is told if it has more to give. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}
