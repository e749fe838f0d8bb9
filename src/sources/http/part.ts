import { Sha256 } from '../../core/hash.js'
import { inflationLimit, limitBytes } from '../../core/limit.js'
import type { Answer } from '../../http/transport.js'
import { decompress } from '../../oci/compress/decompress.js'
import type { BlobWriter } from '../../store/blobWriter.js'
import type { Store } from '../../store/store.js'
import type { DownloadRecord, Validator } from './record.js'
import { lastModifiedOf, validatorOf } from './validator.js'

/** As much of a file as has come, on its way into the store. */
export class Part {
  /** What the rest of the file can be asked for with; undefined where it has to come anew. */
  readonly validator: Validator | undefined
  /** Bytes of the whole file, where the server tells. */
  readonly total: number | undefined
  readonly #writer: BlobWriter
  readonly #hash = new Sha256()
  readonly #about: Pick<DownloadRecord, 'lastModified' | 'validator'>
  /** Whether the server packed the file for the way though it was not asked to. Docker asks it to, and unpacks this one kind alone. */
  readonly #packed: boolean

  private constructor(writer: BlobWriter, answer: Answer) {
    const encoding = answer.header('content-encoding')
    const length = Number(answer.header('content-length') ?? NaN)
    this.#writer = writer
    this.#about = { lastModified: lastModifiedOf(answer), validator: validatorOf(answer) }
    this.#packed = encoding?.toLowerCase() === 'gzip'
    this.validator = this.#packed ? undefined : this.#about.validator
    this.total = this.#packed || Number.isNaN(length) ? undefined : length
  }

  /** Begins with the file that an answer brings. It must be ended by `keep` or `discard`. @throws OciPackError `io` */
  static async begin(store: Store, answer: Answer): Promise<Part> {
    return new Part(await store.create(), answer)
  }

  /** Bytes that have come. */
  get size(): number {
    return this.#hash.size
  }

  /** Takes the bytes of an answer, to be added to those that have come. @throws what the bytes throw, OciPackError `io`, `format` */
  async take(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const plain = this.#packed ? limitBytes(decompress(bytes), inflationLimit(0), 'the file, inflated,') : bytes
    for await (const chunk of plain) {
      await this.#writer.write(chunk)
      this.#hash.update(chunk)
    }
  }

  /** Makes the file a blob of the store, once `check` has nothing against it. @throws OciPackError `io`, and what `check` throws */
  async keep(check: (record: DownloadRecord) => DownloadRecord): Promise<DownloadRecord> {
    const { size } = this.#hash
    const record = check({ ...this.#about, digest: this.#hash.digest(), size })
    await this.#writer.commit(record.digest, size)
    return record
  }

  /** Gives it up. Does nothing after `keep`. */
  discard(): Promise<void> {
    return this.#writer.discard()
  }
}
