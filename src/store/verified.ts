import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { Sha256 } from '../core/hash.js'
import type { BlobWriter } from './blobWriter.js'

/** What a blob must turn out to be: a descriptor is one. `size` is in bytes. */
export interface Expected {
  readonly digest: Digest
  readonly size: number
}

/** Bytes gathered before they are written. */
const writeSize = 1 << 20

/** Writes a blob whose digest is known beforehand, hashing on the way; never takes more than the expected bytes. */
export class VerifiedWriter {
  readonly #writer: BlobWriter
  readonly #expected: Expected
  readonly #hash = new Sha256()
  /** A copy of what is still to be written: what is hashed is what is written, whatever becomes of the source's own buffers. */
  readonly #pending: Buffer
  #filled = 0
  #size = 0

  constructor(writer: BlobWriter, expected: Expected) {
    this.#writer = writer
    this.#expected = expected
    this.#pending = Buffer.allocUnsafe(Math.min(expected.size, writeSize))
  }

  /** @throws OciPackError `integrity` at the first byte too many, `io` */
  async write(bytes: Uint8Array): Promise<void> {
    const { digest, size } = this.#expected
    this.#size += bytes.byteLength
    if (this.#size > size) throw new OciPackError('integrity', `blob ${digest}: expected ${size} bytes, found more`)
    for (let rest = bytes; rest.byteLength > 0;) {
      const fitting = rest.subarray(0, this.#pending.length - this.#filled)
      this.#pending.set(fitting, this.#filled)
      this.#filled += fitting.byteLength
      rest = rest.subarray(fitting.byteLength)
      if (this.#filled === this.#pending.length) await this.#flush()
    }
  }

  /** Ends the writing, after which the blob may be committed. @throws OciPackError `integrity` when size or digest differ, `io` */
  async finish(): Promise<void> {
    const { digest, size } = this.#expected
    await this.#flush()
    if (this.#size !== size) {
      throw new OciPackError('integrity', `blob ${digest}: expected ${size} bytes, found ${this.#size}`)
    }
    const found = this.#hash.digest()
    if (found !== digest) throw new OciPackError('integrity', `blob ${digest}: its bytes have the digest ${found}`)
  }

  async #flush(): Promise<void> {
    const bytes = this.#pending.subarray(0, this.#filled)
    this.#filled = 0
    this.#hash.update(bytes)
    await this.#writer.write(bytes)
  }
}
