import { type ByteString, textOfBytes } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import { hashed, Sha256 } from '../core/hash.js'
import { readExtent } from '../core/host/readExtent.js'
import { decompress } from './compress/decompress.js'
import { type Compression, sniff } from './compress/sniff.js'
import { mediaTypes } from './descriptor.js'
import type { Layer } from './image.js'
import type { TarHeader } from './tar/entry.js'
import { readTar } from './tar/read.js'

/** As many faults of a layer's entries as are told. */
const maxFaults = 20

/** Recomputes what is said of a layer, reading its bytes once; each piece's size is told. @throws OciPackError `registry`, `io`, `aborted` */
export async function checkLayer(
  layer: Layer,
  signal: AbortSignal | undefined,
  onRead: (bytes: number) => void,
): Promise<string[]> {
  const stored = new StoredBytes(layer, signal, onRead)
  const plain = new Sha256()
  const problems: string[] = []
  try {
    problems.push(...(await checkEntries(hashed(decompress(stored), plain))))
    const found = plain.digest()
    if (found !== layer.diffId) problems.push(`its contents have the DiffID ${found}, not ${layer.diffId}`)
  } catch (error) {
    problems.push(faultOf(error))
  }
  try {
    problems.unshift(...(await stored.check()))
  } catch (error) {
    problems.push(faultOf(error))
  }
  return [...new Set(problems)]
}

/** What an error says of the image; one that says nothing of it, such as a disk that cannot be read, is thrown. */
export function faultOf(error: unknown): string {
  if (error instanceof OciPackError && ['format', 'integrity', 'unsupported'].includes(error.code)) return error.message
  throw error
}

/** A layer's stored bytes, hashed as they are read. Whoever reads them may stop early: what is left is read by `check`. */
class StoredBytes implements AsyncIterable<Uint8Array> {
  readonly #layer: Layer
  readonly #hash = new Sha256()
  readonly #chunks: AsyncGenerator<Uint8Array>
  #compression: Compression = 'none'

  constructor(layer: Layer, signal: AbortSignal | undefined, onRead: (bytes: number) => void) {
    this.#layer = layer
    this.#chunks = this.#read(signal, onRead)
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#chunks.next() }
  }

  /** Reads to the end and says what digest and media type should have been. */
  async check(): Promise<string[]> {
    while (!(await this.#chunks.next()).done);
    const { digest, mediaType } = this.#layer.descriptor
    const found = this.#hash.digest()
    const expected = compressions[mediaType]
    return [
      ...(found === digest ? [] : [`its bytes have the digest ${found}`]),
      ...(expected === undefined ? [`its media type ${JSON.stringify(mediaType)} is not a layer's`] : []),
      ...(expected === undefined || expected === this.#compression
        ? []
        : [
            `its media type says ${expected === 'none' ? 'that it is plain' : expected}, its bytes say ${this.#compression}`,
          ]),
    ]
  }

  async *#read(signal: AbortSignal | undefined, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
    for await (const chunk of readExtent(await this.#layer.locate(), this.#layer.descriptor.size)) {
      if (signal?.aborted) throw new OciPackError('aborted', 'verifying the image was stopped')
      if (this.#hash.size === 0) this.#compression = sniff(chunk)
      this.#hash.update(chunk)
      onRead(chunk.byteLength)
      yield chunk
    }
  }
}

const compressions: Readonly<Record<string, Compression>> = {
  [mediaTypes.layer]: 'none',
  [mediaTypes.dockerLayer]: 'none',
  [mediaTypes.layerGzip]: 'gzip',
  [mediaTypes.dockerLayerGzip]: 'gzip',
  [mediaTypes.layerZstd]: 'zstd',
}

async function checkEntries(plain: AsyncIterable<Uint8Array>): Promise<string[]> {
  const faults: string[] = []
  const names = new Set<ByteString>()
  for await (const { header } of readTar(plain)) {
    const fault = faults.length < maxFaults ? entryFault(header, names) : undefined
    if (fault !== undefined) faults.push(`the entry ${JSON.stringify(textOfBytes(header.path))} ${fault}`)
    if (header.type !== 'directory') names.add(clean(header.path))
  }
  return faults
}

/** Docker unpacks neither an entry whose name leaves the root nor a hard link to what its own layer does not hold. */
function entryFault({ path, type, linkPath }: TarHeader, names: ReadonlySet<ByteString>): string | undefined {
  if (path.split('/').includes('..')) return 'leaves the root'
  if (type !== 'link') return undefined
  const target = JSON.stringify(textOfBytes(linkPath))
  if (linkPath.startsWith('/')) return `is a hard link to ${target}, an absolute path`
  return names.has(clean(linkPath)) ? undefined : `is a hard link to ${target}, which its layer does not hold`
}

function clean(path: ByteString): ByteString {
  return path.replace(/^(\.?\/)+/, '')
}
