import { OciPackError } from '../../core/errors.js'
import { hashed, Sha256 } from '../../core/hash.js'
import { readExtent } from '../../core/host/readExtent.js'
import { inflationLimit, limitBytes } from '../../core/limit.js'
import { decompress } from '../../oci/compress/decompress.js'
import { type Compression, sniff } from '../../oci/compress/sniff.js'
import { readTar } from '../../oci/tar/read.js'
import { ContentsReader, type LayerContents, maxEntries } from '../../oci/verify/contents/layerContents.js'
import type { BlobFacts } from '../../oci/verify/facts.js'
import { faultOf } from '../../oci/verify/faultOf.js'
import type { StoredFile } from '../files.js'

/** What the reading of an archive's files shares. */
export interface Reading {
  readonly signal: AbortSignal | undefined
  /** Told the size of each piece that was read, in bytes. */
  readonly onRead: (bytes: number) => void
  /** As many entries as layers may still have. */
  entriesLeft: number
}

export function newReading(signal?: AbortSignal, onRead: Reading['onRead'] = () => undefined): Reading {
  return { signal, onRead, entriesLeft: maxEntries }
}

/** Reads a file once, for its digest. @throws OciPackError `io`, `aborted` */
export async function readFileFacts(file: StoredFile, reading: Reading): Promise<BlobFacts> {
  return withStored(file, reading, async (stored) => {
    await drain(stored)
    return stored.facts()
  })
}

/** Reads a layer once, for its digests and for what its tar holds. What is wrong with it is told. @throws OciPackError `io`, `aborted` */
export async function readLayerFacts(file: StoredFile, reading: Reading): Promise<BlobFacts> {
  return withStored(file, reading, async (stored) => {
    const compression = await stored.compression()
    const hash = compression === 'none' ? undefined : new Sha256()
    const plain = new PlainBytes(hash ? hashed(inflated(stored, file.size), hash) : stored)
    const contents = await readContents(plain, reading)
    if (plain.fault === undefined) await drain(plain)
    await drain(stored)
    const facts = stored.facts()
    if (plain.fault !== undefined) return { ...facts, plain: { fault: plain.fault }, contents: withoutFault(contents) }
    return { ...facts, plain: { digest: hash?.digest() ?? facts.digest }, contents }
  })
}

/** Has a file's bytes read, and closes it however that ends. */
async function withStored<T>(file: StoredFile, reading: Reading, use: (stored: StoredBytes) => Promise<T>): Promise<T> {
  const stored = new StoredBytes(file, reading)
  try {
    return await use(stored)
  } finally {
    await stored.close()
  }
}

function inflated(stored: StoredBytes, size: number): AsyncGenerator<Uint8Array> {
  return limitBytes(decompress(stored), inflationLimit(size), 'the layer, inflated,')
}

async function readContents(plain: PlainBytes, reading: Reading): Promise<LayerContents> {
  const found = new ContentsReader()
  const { entries, hits } = found
  const told = (): Pick<LayerContents, 'entries' | 'hits'> => ({ entries, hits })
  try {
    const tar = readTar(plain)
    for (;;) {
      const next = await tar.next()
      if (next.done) return { ...told(), end: next.value }
      if (reading.entriesLeft === 0) return { ...told(), fault: `the layers have more than ${maxEntries} entries` }
      reading.entriesLeft--
      found.add(next.value)
    }
  } catch (error) {
    return { ...told(), fault: faultOf(error) }
  }
}

/** That the tar ends too early is no news of a layer that cannot be inflated. */
function withoutFault({ entries, hits }: LayerContents): LayerContents {
  return { entries, hits }
}

/** Bytes that are read on by one after another: who stops early does not end them. */
abstract class SharedBytes implements AsyncIterable<Uint8Array> {
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.next() }
  }

  abstract next(): Promise<IteratorResult<Uint8Array>>
}

/** A file's bytes, hashed as they are read. */
class StoredBytes extends SharedBytes {
  readonly #hash = new Sha256()
  readonly #chunks: AsyncGenerator<Uint8Array>
  readonly #reading: Reading
  #first: IteratorResult<Uint8Array> | undefined
  #compression: Compression = 'none'

  constructor(file: StoredFile, reading: Reading) {
    super()
    this.#chunks = readExtent(file, file.size)
    this.#reading = reading
  }

  /** How they are compressed, by the first of them. */
  async compression(): Promise<Compression> {
    this.#first ??= await this.#read()
    return this.#compression
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const first = this.#first
    this.#first = undefined
    return first ?? this.#read()
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined)
  }

  /** Once all were read. */
  facts(): BlobFacts {
    return { size: this.#hash.size, digest: this.#hash.digest(), compression: this.#compression }
  }

  async #read(): Promise<IteratorResult<Uint8Array>> {
    if (this.#reading.signal?.aborted) throw new OciPackError('aborted', 'verifying the image was stopped')
    const next = await this.#chunks.next()
    if (next.done) return next
    if (this.#hash.size === 0) this.#compression = sniff(next.value)
    this.#hash.update(next.value)
    this.#reading.onRead(next.value.byteLength)
    return next
  }
}

/** A layer's plain bytes, and why they end too early, where they do. */
class PlainBytes extends SharedBytes {
  fault: string | undefined
  readonly #chunks: AsyncIterator<Uint8Array>

  constructor(source: AsyncIterable<Uint8Array>) {
    super()
    this.#chunks = source[Symbol.asyncIterator]()
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next()
    } catch (error) {
      this.fault = faultOf(error)
      return { done: true, value: undefined }
    }
  }
}

async function drain(bytes: SharedBytes): Promise<void> {
  while (!(await bytes.next()).done);
}
