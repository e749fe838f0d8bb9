import { closeSync, constants, openSync, readSync } from 'node:fs'
import { type ByteString, bytesOfText, fsPath, textOfBytes } from '../core/bytes.js'
import { fromSystemError, OciPackError } from '../core/errors.js'
import type { Extent, Layer } from '../oci/image.js'
import type { Content } from './node.js'
import { readSparse } from './readSparse.js'

/** Finds a layer's plain tar on disk, inflating it first where it is compressed. */
export type LocatePlain = (layer: Layer) => Promise<Extent>

/** Fills `target` with a content's bytes from `position` on. */
export type ReadInto = (target: Uint8Array, position: number) => void

/** Reads the contents of files, wherever they lie. Close it: it keeps the layers that it has opened open. */
export class ContentReader {
  readonly #locatePlain: LocatePlain
  readonly #layers = new Map<Layer, OpenLayer>()

  constructor(locatePlain: LocatePlain) {
    this.#locatePlain = locatePlain
  }

  /**
   * Opens a content, gives it to `use` as a function that reads any part of it, and closes it.
   * @throws OciPackError `io`; `source` where a file of the host is shorter than it was
   */
  async with<T>(content: Content, use: (read: ReadInto) => Promise<T> | T): Promise<T> {
    if (content.from === 'bytes') {
      const { bytes } = content
      return use((target, position) => {
        target.set(bytes.subarray(position, position + target.byteLength))
      })
    }
    if (content.from === 'layer') {
      const { file, offset } = await this.#open(content.layer)
      const base = offset + content.offset
      const { sparse } = content
      const read: ReadInto = (target, position) => readFully(file, target, base + position)
      return use(sparse ? (target, position) => readSparse(sparse, target, position, read) : read)
    }
    const file = openHost(content.path, textOfBytes(content.path))
    try {
      return await use((target, position) => readFully(file, target, position))
    } finally {
      closeSync(file.fd)
    }
  }

  /** The content as a stream of chunks of at most 1 MiB. */
  async *stream(content: Content, size: number): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < size; position += chunkSize) {
      const length = Math.min(chunkSize, size - position)
      const chunk = new Uint8Array(length)
      await this.with(content, (read) => {
        read(chunk, position)
      })
      yield chunk
    }
  }

  /** A small file as a whole. @throws OciPackError `unsupported` where it has more than `limit` bytes */
  async bytes(content: Content, size: number, limit: number, name: string): Promise<Buffer> {
    if (size > limit)
      throw new OciPackError('unsupported', `${name} has ${size} bytes; at most ${limit} are read`, {
        hint: 'Check that it is the right file, or make it smaller.',
      })
    const bytes = Buffer.allocUnsafe(size)
    await this.with(content, (read) => {
      read(bytes, 0)
    })
    return bytes
  }

  close(): void {
    for (const { file } of this.#layers.values()) closeSync(file.fd)
    this.#layers.clear()
  }

  async #open(layer: Layer): Promise<OpenLayer> {
    const known = this.#layers.get(layer)
    if (known) return known
    const { path, offset } = await this.#locatePlain(layer)
    const opened = this.#layers.get(layer) ?? { file: openHost(bytesOfText(path), `layer ${layer.diffId}`), offset }
    this.#layers.set(layer, opened)
    return opened
  }
}

const chunkSize = 1 << 20

/** An open file, and what it is called in errors. */
interface OpenFile {
  readonly fd: number
  readonly name: string
}

interface OpenLayer {
  readonly file: OpenFile
  /** Where the plain tar begins. */
  readonly offset: number
}

function openHost(path: ByteString, name: string): OpenFile {
  try {
    // A file that was swapped for a link or a pipe since it was listed is neither followed nor waited for.
    return { fd: openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK), name }
  } catch (error) {
    throw fromSystemError(error, `opening ${textOfBytes(path)}`)
  }
}

function readFully(file: OpenFile, target: Uint8Array, position: number): void {
  for (let done = 0; done < target.byteLength;) {
    const count = readOnce(file, target, done, position + done)
    if (count === 0)
      throw new OciPackError('source', `${file.name} became shorter while it was read`, {
        hint: 'Build again when nothing writes to it.',
      })
    done += count
  }
}

function readOnce({ fd, name }: OpenFile, target: Uint8Array, done: number, position: number): number {
  try {
    return readSync(fd, target, done, target.byteLength - done, position)
  } catch (error) {
    throw fromSystemError(error, `reading ${name}`)
  }
}
