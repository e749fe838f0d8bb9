import { OciPackError } from '../../core/errors.js'
import { Sha256 } from '../../core/hash.js'
import type { StreamedBody } from '../../http/sending.js'
import type { Blob } from '../../oci/content.js'

/** A blob being read: how far, what was seen of it, and what was read too much for the last part that was asked for. */
interface Reading {
  readonly bytes: AsyncIterator<Uint8Array>
  readonly hash: Sha256
  rest: Uint8Array | undefined
}

/**
 * A blob as parts to send, each of which may be sent again. All that is handed out is hashed, and the last bytes are held back until the
 * whole is known to be what its descriptor says: nobody can be given a wrong blob to the end.
 */
export class BlobSource {
  readonly blob: Blob
  readonly #onProgress: ((sent: number) => void) | undefined
  /** Stands where the next part is expected to begin, unless somebody is reading a part. */
  #reading: Reading | undefined
  /** What was seen up to where the last part began. */
  #mark = new Sha256()
  #furthest = 0
  #closed = false

  /** @param onProgress told how many bytes were handed out, after each some */
  constructor(blob: Blob, onProgress?: (sent: number) => void) {
    this.blob = blob
    this.#onProgress = onProgress
  }

  /** Bytes that were handed out at best. */
  get furthest(): number {
    return this.#furthest
  }

  /** The bytes from `from` up to `to` as a body. Only one part can be read at a time. Its iteration throws OciPackError `integrity`, and what reading the blob throws. */
  part(from: number, to: number): StreamedBody {
    return { size: to - from, open: () => this.#read(from, to) }
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    this.#closed = true
    const reading = this.#reading
    this.#reading = undefined
    await reading?.bytes.return?.()
  }

  async *#read(from: number, to: number): AsyncGenerator<Uint8Array> {
    const reading = await this.#at(from)
    let whole = false
    try {
      this.#mark = reading.hash.copy()
      if (this.blob.descriptor.size === 0) await this.#verify(reading)
      while (reading.hash.size < to) {
        const bytes = await this.#next(reading, to - reading.hash.size)
        if (reading.hash.size === this.blob.descriptor.size) await this.#verify(reading)
        this.#furthest = Math.max(this.#furthest, reading.hash.size)
        yield bytes
        this.#onProgress?.(reading.hash.size)
      }
      whole = true
    } finally {
      if (whole && !this.#reading && !this.#closed) this.#reading = reading
      else await reading.bytes.return?.()
    }
  }

  /** A reading that stands at a byte: the one that stands there anyway, or a new one. */
  async #at(from: number): Promise<Reading> {
    const reading = this.#reading
    this.#reading = undefined
    if (reading?.hash.size === from) return reading
    await reading?.bytes.return?.()
    // What lies before is not sent, but must have been seen.
    const hash = this.#mark.size <= from ? this.#mark.copy() : new Sha256()
    const again: Reading = { bytes: this.blob.open(hash.size)[Symbol.asyncIterator](), hash, rest: undefined }
    while (hash.size < from) await this.#next(again, from - hash.size)
    return again
  }

  /** Some more bytes, at most so many, hashed. */
  async #next(reading: Reading, most: number): Promise<Uint8Array> {
    const found = reading.rest ?? (await nonEmpty(reading.bytes))
    if (!found) throw this.#wrong(`${reading.hash.size} bytes`)
    const bytes = found.subarray(0, most)
    reading.rest = found.byteLength > most ? found.subarray(most) : undefined
    reading.hash.update(bytes)
    return bytes
  }

  /** Checks a reading that has come to the blob's end. */
  async #verify(reading: Reading): Promise<void> {
    const { digest, size } = this.blob.descriptor
    if (reading.rest ?? (await nonEmpty(reading.bytes))) throw this.#wrong(`more than ${size} bytes`)
    const found = reading.hash.copy().digest()
    if (found !== digest) throw this.#wrong(`the digest ${found}`)
  }

  #wrong(found: string): OciPackError {
    const { digest, size } = this.blob.descriptor
    return new OciPackError('integrity', `the blob ${digest} of ${size} bytes cannot be sent: found ${found}`)
  }
}

async function nonEmpty(bytes: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const next = await bytes.next()
    if (next.done) return undefined
    if (next.value.byteLength > 0) return next.value
  }
}
