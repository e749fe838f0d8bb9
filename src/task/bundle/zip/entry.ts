import { OciPackError, systemError } from '../../../core/errors.js'
import { bunzip2 } from '../../../oci/compress/bzip2.js'
import type { StoredFile } from '../../../sources/files.js'
import { type DataDescriptor, readDescriptor } from './dataDescriptor.js'
import { drain } from './drain.js'
import { methods } from './format.js'
import type { LocalHeader } from './localHeader.js'
import type { OpenZip, RunningCrc32 } from './source.js'

/** Why whoever reads a zip as a stream cannot read an entry: it does not see where the content ends, or what it is. */
export type EntryFault = 'encrypted' | 'method' | 'descriptor'

/** As many bytes of content as an entry may have that does not say how many it has: more than an engine takes, less than a disk holds. */
const maxContent = 64 * 1024 ** 3

/** An entry of a zip that is being read. */
export class ZipEntry {
  readonly header: LocalHeader
  readonly fault: EntryFault | undefined
  readonly #zip: OpenZip
  readonly #dataAt: number
  readonly #listedSize: number | undefined
  /** Bytes of the data as they are stored, once they are known. */
  #storedSize: number | undefined
  #descriptor: DataDescriptor | undefined
  #read: RunningCrc32 | undefined

  /** @param listedSize what the zip's directory says where the header does not @throws OciPackError `integrity`, `format` */
  constructor(zip: OpenZip, header: LocalHeader, dataAt: number, listedSize: number | undefined) {
    this.header = header
    this.fault = faultOf(header)
    this.#zip = zip
    this.#dataAt = dataAt
    this.#listedSize = listedSize
    // How long deflated data are is found by reading them, as the engine does; the directory could say anything.
    this.#storedSize = header.storedSize ?? (this.fault ? listedSize : undefined)
    if (dataAt + (this.#storedSize ?? 0) > zip.size) throw this.#error('integrity', 'the file ends within it')
    if (header.method === methods.stored && header.size !== header.storedSize)
      throw this.#error('format', 'it says two sizes')
  }

  /** Where the content lies in the file as it is; undefined where it is compressed, encrypted or not found. */
  get data(): StoredFile | undefined {
    const { method, encrypted } = this.header
    if (method !== methods.stored || encrypted || this.#storedSize === undefined) return undefined
    return { path: this.#zip.path, offset: this.#dataAt, size: this.#storedSize }
  }

  /** Whether the content that was read has the checksum that is written of it; undefined where it was not read to its end. */
  get intact(): boolean | undefined {
    if (!this.#read) return undefined
    const { value, size } = this.#read
    const said = this.header.hasDescriptor ? this.#descriptor : this.header
    return said?.crc === value && said.size === size
  }

  /** The content of an entry without fault, before the next entry is asked for. @throws OciPackError `format`, `integrity`, `io` */
  async *body(): AsyncGenerator<Uint8Array> {
    const crc = this.#zip.crc32()
    const limit = this.header.size ?? maxContent
    const plain = this.#plain()
    try {
      for (let next; !(next = await plain.next()).done;) {
        crc.update(next.value)
        if (crc.size > limit) throw this.#error('format', `it has more than ${limit} bytes`)
        yield next.value
      }
    } catch (error) {
      if (error instanceof OciPackError) throw error
      throw this.#error('format', systemError(error).message)
    } finally {
      await plain.return(undefined)
    }
    this.#read = crc
  }

  /** Where the entry ends in the zip. What is to be read to know that is read. @throws OciPackError `format`, `integrity`, `io` */
  async end(): Promise<number> {
    if (this.#storedSize === undefined && !this.fault) await drain(this.body())
    if (this.#storedSize === undefined) throw this.#error('format', 'it does not tell where it ends')
    const end = this.#dataAt + this.#storedSize
    return end + (this.header.hasDescriptor ? ((await this.#dataDescriptor(this.#storedSize))?.length ?? 0) : 0)
  }

  async *#plain(): AsyncGenerator<Uint8Array, void> {
    const stored = this.#zip.read(this.#dataAt, this.#storedSize ?? this.#zip.size - this.#dataAt)
    if (this.header.method !== methods.deflated) {
      yield* this.header.method === methods.stored ? stored : bunzip2(stored)
      return
    }
    const used = yield* this.#zip.inflate(stored, this.#storedSize ?? this.#listedSize)
    if (!this.header.hasDescriptor) return
    this.#storedSize = used
    await this.#dataDescriptor(used)
  }

  async #dataDescriptor(storedSize: number): Promise<DataDescriptor | undefined> {
    this.#descriptor ??= await readDescriptor(this.#zip, this.#dataAt + storedSize, storedSize)
    return this.#descriptor
  }

  #error(code: 'format' | 'integrity', what: string): OciPackError {
    return new OciPackError(code, `${this.#zip.path}: ${this.header.name}: ${what}`)
  }
}

function faultOf({ encrypted, method, hasDescriptor }: LocalHeader): EntryFault | undefined {
  if (encrypted) return 'encrypted'
  if (method !== methods.stored && method !== methods.deflated && method !== methods.bzip2) return 'method'
  return hasDescriptor && method !== methods.deflated ? 'descriptor' : undefined
}
