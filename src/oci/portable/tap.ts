import { once } from '../../core/once.js'
import type { RunningHash } from './sha256.js'

/** A stream whose bytes are hashed and counted as they are read. Who stops reading it early closes nothing: the next one reads on. */
export class Tap implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #hash: RunningHash
  #size = 0
  #failure: { readonly error: unknown } | undefined

  constructor(source: AsyncIterable<Uint8Array>, hash: RunningHash) {
    this.#chunks = source[Symbol.asyncIterator]()
    this.#hash = hash
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  /** The error that the source ended with, if it did. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#next() }
  }

  /** Reads what is left. */
  async drain(): Promise<void> {
    while (!(await this.#next()).done);
  }

  /** Of all bytes read. */
  readonly digest = once(async () => this.#hash.digest())

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const next = await this.#chunks.next()
      if (!next.done) {
        this.#size += next.value.byteLength
        this.#hash.update(next.value)
      }
      return next
    } catch (error) {
      this.#failure = { error }
      throw error
    }
  }
}
