import { fromSystemError, OciPackError } from '../core/errors.js'
import { Sha256 } from '../core/hash.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Layer } from '../oci/image.js'
import type { TarHeader } from '../oci/tar/entry.js'
import { encodeHeader, endOfArchive, padding } from '../oci/tar/header.js'
import type { ReadInto } from './contentReader.js'
import type { IndexEntry, LayerIndex } from './layerIndex.js'

/**
 * Writes one layer, entry by entry: parents before children, names in the order of their bytes. A deletion is an entry named
 * `.wh.NAME` (OCI image-spec, layer.md, "Whiteouts"). Times are clamped by the writer, not by its callers.
 */
export interface LayerEntries {
  /** Adds an entry; `content` gives exactly `header.size` bytes. Paths are clean: no leading or trailing `/`. */
  add(header: TarHeader, content?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>
}

/** Where a layer's bytes go: a file that is open for writing. */
export interface LayerFile {
  readonly path: string
  /** Appends; the bytes may be used again once the promise is settled. */
  write(bytes: Uint8Array): Promise<void>
}

/** A layer that was written, with the index of its entries. */
export interface WrittenLayer {
  readonly layer: Layer
  readonly index: LayerIndex
}

/** Large enough that hashing and writing cost nothing beside the bytes; two of them are the memory that a layer takes. */
const bufferSize = 4 << 20

/** Writes a layer as a plain tar, hashing every byte once, on its way to the file. */
export class LayerWriter implements LayerEntries {
  readonly #file: LayerFile
  readonly #mtime: (mtime: number) => number
  readonly #hash = new Sha256()
  readonly #entries: IndexEntry[] = []
  #buffer = Buffer.allocUnsafe(bufferSize)
  #spare = Buffer.allocUnsafe(bufferSize)
  #used = 0
  #writing: Promise<void> | undefined

  /** @param mtime the time that an entry gets, by its own; seconds since 1970 */
  constructor(file: LayerFile, mtime: (mtime: number) => number = (own) => own) {
    this.#file = file
    this.#mtime = mtime
  }

  async add(header: TarHeader, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = []): Promise<void> {
    await this.#begin(header)
    let rest = header.size
    for await (const chunk of content) {
      rest -= chunk.byteLength
      if (rest < 0) break
      await this.#append(chunk)
    }
    if (rest !== 0)
      throw new OciPackError(
        'integrity',
        `${header.path} does not have the ${header.size} bytes that it was said to have`,
      )
    await this.#pad(header.size)
  }

  /** Adds a regular file whose bytes `read` copies straight into the writer's own buffer. */
  async addFile(header: TarHeader, read: ReadInto): Promise<void> {
    await this.#begin(header)
    for (let position = 0; position < header.size;) {
      if (this.#used === bufferSize) await this.#flush()
      const length = Math.min(bufferSize - this.#used, header.size - position)
      read(this.#buffer.subarray(this.#used, this.#used + length), position)
      this.#used += length
      position += length
    }
    await this.#pad(header.size)
  }

  /** Ends the archive. The layer's bytes begin at `offset` of the file. */
  async finish(offset = 0): Promise<WrittenLayer> {
    await this.#zeros(endOfArchive.byteLength)
    await this.#flush()
    await this.#writing
    const { path } = this.#file
    const { size } = this.#hash
    const diffId = this.#hash.digest()
    const layer: Layer = {
      descriptor: { mediaType: mediaTypes.layer, digest: diffId, size },
      diffId,
      locate: () => Promise.resolve({ path, offset }),
    }
    return { layer, index: { diffId, size, entries: this.#entries } }
  }

  async #begin(header: TarHeader): Promise<void> {
    const mtime = this.#mtime(header.mtime)
    const clamped = mtime === header.mtime ? header : { ...header, mtime, mtimeNsec: 0 }
    await this.#append(encodeHeader(header.type === 'directory' ? { ...clamped, path: `${header.path}/` } : clamped))
    this.#entries.push({ header: clamped, offset: this.#hash.size + this.#used })
  }

  #pad(size: number): Promise<void> | undefined {
    const count = padding(size)
    return count === 0 ? undefined : this.#zeros(count)
  }

  async #zeros(count: number): Promise<void> {
    if (bufferSize - this.#used < count) await this.#flush()
    this.#buffer.fill(0, this.#used, this.#used + count)
    this.#used += count
  }

  async #append(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.byteLength;) {
      if (this.#used === bufferSize) await this.#flush()
      const part = chunk.subarray(from, from + bufferSize - this.#used)
      this.#buffer.set(part, this.#used)
      this.#used += part.byteLength
      from += part.byteLength
    }
  }

  /** Hands the full buffer over to be written and goes on with the other one, which must have been written by then. */
  async #flush(): Promise<void> {
    await this.#writing
    const full = this.#buffer
    const bytes = full.subarray(0, this.#used)
    this.#writing = this.#file.write(bytes).catch((error: unknown) => {
      throw fromSystemError(error, `writing a layer to ${this.#file.path}`)
    })
    // The error is met where the promise is awaited; until then it must not count as unhandled.
    this.#writing.catch(() => undefined)
    this.#hash.update(bytes)
    this.#buffer = this.#spare
    this.#spare = full
    this.#used = 0
  }
}
