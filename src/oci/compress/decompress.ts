import { OciPackError, systemError } from '../../core/errors.js'
import { gunzip } from './gunzip.js'
import { type Compression, sniff, sniffLength } from './sniff.js'

/**
 * The plain bytes of a stream that is compressed with gzip, zstd, xz or bzip2, as its first bytes tell, or not at all. Several members,
 * frames or streams in a row are one; checksums are verified as far as the format has them. How much comes out is not limited here.
 * @throws OciPackError `format` for a stream that is damaged, cut short or followed by something else (zeros may pad gzip and xz); the
 * source's own errors pass unchanged
 */
export async function* decompress(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Input(source)
  const compression = sniff(await input.peek(sniffLength))
  try {
    yield* (await decoders[compression]())(input.rest())
  } catch (error) {
    if (input.failed || error instanceof OciPackError) throw error
    const { message } = systemError(error)
    throw new OciPackError('format', `the ${compression} stream is damaged: ${message}`, { cause: error })
  } finally {
    await input.close()
  }
}

/** A stream whose first bytes can be looked at, and which remembers whether it was the one that failed. */
class Input {
  readonly #chunks: AsyncIterator<Uint8Array>
  #first: Uint8Array = new Uint8Array(0)
  failed = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]()
  }

  /** The first `count` bytes or more, or all there are. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#first.length < count) {
      const next = await this.#chunks.next()
      if (next.done) break
      this.#first = this.#first.length === 0 ? next.value : Buffer.concat([this.#first, next.value])
    }
    return this.#first
  }

  /** All bytes, those that were looked at first. */
  async *rest(): AsyncGenerator<Uint8Array> {
    if (this.#first.length > 0) yield this.#first
    try {
      for (let next; !(next = await this.#chunks.next()).done;) yield next.value
    } catch (error) {
      this.failed = true
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}

type Decoder = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

/** The rarer ones are loaded when they are met. */
const decoders: Record<Compression, () => Decoder | Promise<Decoder>> = {
  none: () => (source) => source,
  gzip: () => gunzip,
  zstd: async () => (await import('./zstd.js')).unzstd,
  xz: async () => (await import('./xz.js')).unxz,
  bzip2: async () => (await import('./bzip2.js')).bunzip2,
}
