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
  #pending: Uint8Array[] = []
  #pendingSize = 0

  constructor(writer: BlobWriter, expected: Expected) {
    this.#writer = writer
    this.#expected = expected
  }

  /** @throws OciPackError `integrity` at the first byte too many, `io` */
  async write(bytes: Uint8Array): Promise<void> {
    const { digest, size } = this.#expected
    this.#hash.update(bytes)
    if (this.#hash.size > size)
      throw new OciPackError('integrity', `blob ${digest}: expected ${size} bytes, found more`)
    this.#pending.push(bytes)
    this.#pendingSize += bytes.byteLength
    if (this.#pendingSize >= writeSize) await this.#flush()
  }

  /** Ends the writing, after which the blob may be committed. @throws OciPackError `integrity` when size or digest differ, `io` */
  async finish(): Promise<void> {
    const { digest, size } = this.#expected
    await this.#flush()
    if (this.#hash.size !== size) {
      throw new OciPackError('integrity', `blob ${digest}: expected ${size} bytes, found ${this.#hash.size}`)
    }
    const found = this.#hash.digest()
    if (found !== digest) throw new OciPackError('integrity', `blob ${digest}: its bytes have the digest ${found}`)
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending)
    this.#pending = []
    this.#pendingSize = 0
    await this.#writer.write(bytes)
  }
}
