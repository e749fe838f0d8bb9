import { createHash } from 'node:crypto'
import { type Digest, digestOfHex } from './digest.js'

/** The SHA-256 digest of bytes that are in memory. */
export function sha256(bytes: Uint8Array | string): Digest {
  return digestOfHex(createHash('sha256').update(bytes).digest('hex'))
}

/** A running SHA-256 over bytes that pass by, with their count. */
export class Sha256 {
  #hash = createHash('sha256')
  #size = 0

  /** Bytes seen so far. */
  get size(): number {
    return this.#size
  }

  update(bytes: Uint8Array): this {
    this.#hash.update(bytes)
    this.#size += bytes.byteLength
    return this
  }

  /** Another one that has seen the same bytes. */
  copy(): Sha256 {
    const copy = new Sha256()
    copy.#hash = this.#hash.copy()
    copy.#size = this.#size
    return copy
  }

  /** The digest of all bytes seen. May be called once. */
  digest(): Digest {
    return digestOfHex(this.#hash.digest('hex'))
  }
}

/** Hands a stream on, each chunk hashed before. */
export async function* hashed(source: AsyncIterable<Uint8Array>, hash: Sha256): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
}
