import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { Deadline } from './deadline.js'

/** A body that is read as it is sent: exactly `size` bytes of it. */
export interface StreamedBody {
  readonly size: number
  /** Begins to read it: once, and once more for each time that it is to be sent again. */
  open(): AsyncIterable<Uint8Array>
}

/** Bytes that are given to the connection at a time. That it takes the next ones is the sign of life that the deadline waits for. */
const pieceSize = 256 * 1024

/** A streamed body on its way. It is read no faster than the connection takes it, and no further once the answer has come. */
export class Sending {
  readonly stream: Readable
  readonly #deadline: Deadline
  #answered = false
  #failure: Error | undefined

  constructor(body: StreamedBody, deadline: Deadline) {
    this.#deadline = deadline
    this.stream = Readable.from(this.#pieces(body), { objectMode: true, highWaterMark: 1 })
    // What becomes of the stream is told by whoever sends it.
    this.stream.on('error', () => undefined)
  }

  /** What reading the body threw, where that is what ended the exchange. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Notes that the answer has come: of what is not sent yet nobody wants to know. The connection lasts until the answer is read. */
  answered(): void {
    this.#answered = true
    this.#deadline.signal.addEventListener('abort', () => this.stream.destroy(), { once: true })
  }

  async *#pieces(body: StreamedBody): AsyncGenerator<Uint8Array> {
    // Only the wait for the other side counts, not the one for what the body is read from.
    this.#deadline.pause()
    try {
      for await (const bytes of body.open()) {
        for (let at = 0; at < bytes.byteLength; at += pieceSize) {
          if (this.#answered) return await this.#end()
          this.#deadline.restart()
          yield bytes.subarray(at, at + pieceSize)
        }
        if (!this.#answered) this.#deadline.pause()
      }
    } catch (error) {
      if (!this.#answered) this.#failure = error instanceof Error ? error : new Error(String(error), { cause: error })
      throw error
    }
    if (!this.#answered) this.#deadline.restart()
  }

  /** Waits until the answer is read. A body that just ended would let the connection serve again, in the middle of a request. */
  async #end(): Promise<never> {
    const { signal } = this.#deadline
    if (!signal.aborted) await once(signal, 'abort')
    throw new Error('answered before all was sent')
  }
}
