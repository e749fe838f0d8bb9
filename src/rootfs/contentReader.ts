import { closeSync, constants, openSync, readSync } from 'node:fs'
import { fsPath, textOfBytes } from '../core/bytes.js'
import { fromSystemError, OciPackError } from '../core/errors.js'
import type { Extent, Layer } from '../oci/image.js'
import type { SparseExtent } from '../oci/tar/entry.js'
import type { Content } from './node.js'

/** Finds a layer's plain tar on disk, inflating it first where it is compressed. */
export type LocatePlain = (layer: Layer) => Promise<Extent>

/** Copies `length` bytes of a content, from `position` on, into `target` at `offset`. */
export type ReadInto = (target: Uint8Array, offset: number, length: number, position: number) => void

/** Reads the contents of files, wherever they lie. Close it: it keeps the layers that it has opened open. */
export class ContentReader {
  readonly #locatePlain: LocatePlain
  readonly #layers = new Map<Layer, { fd: number; offset: number }>()

  constructor(locatePlain: LocatePlain) {
    this.#locatePlain = locatePlain
  }

  /**
   * Opens a content, gives it to `use` as a function that reads any part of it, and closes it.
   * @throws OciPackError `io`; `source` where a file of the host is shorter than it was
   */
  async with<T>(content: Content, use: (read: ReadInto) => Promise<T> | T): Promise<T> {
    if (content.from === 'bytes')
      return use((target, offset, length, position) =>
        target.set(content.bytes.subarray(position, position + length), offset),
      )
    if (content.from === 'layer') {
      const { fd, offset: start } = await this.#open(content.layer)
      const base = start + content.offset
      const name = `layer ${content.layer.diffId}`
      const { sparse } = content
      if (sparse)
        return use((target, offset, length, position) =>
          readSparse(fd, base, sparse, target, offset, length, position, name),
        )
      return use((target, offset, length, position) => readFully(fd, target, offset, length, base + position, name))
    }
    const name = textOfBytes(content.path)
    const fd = openHost(content.path)
    try {
      return await use((target, offset, length, position) => readFully(fd, target, offset, length, position, name))
    } finally {
      closeSync(fd)
    }
  }

  /** The content as a stream of chunks of at most 1 MiB. */
  async *stream(content: Content, size: number): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < size; position += chunkSize) {
      const length = Math.min(chunkSize, size - position)
      const chunk = new Uint8Array(length)
      await this.with(content, (read) => {
        read(chunk, 0, length, position)
      })
      yield chunk
    }
  }

  /** A small file as a whole. @throws OciPackError `unsupported` where it has more than `limit` bytes */
  async bytes(content: Content, size: number, limit: number, name: string): Promise<Buffer> {
    if (size > limit) throw new OciPackError('unsupported', `${name} has ${size} bytes; at most ${limit} are read`)
    const bytes = Buffer.allocUnsafe(size)
    await this.with(content, (read) => {
      read(bytes, 0, size, 0)
    })
    return bytes
  }

  close(): void {
    for (const { fd } of this.#layers.values()) closeSync(fd)
    this.#layers.clear()
  }

  async #open(layer: Layer): Promise<{ fd: number; offset: number }> {
    const known = this.#layers.get(layer)
    if (known) return known
    const { path, offset } = await this.#locatePlain(layer)
    const opened = this.#layers.get(layer) ?? { fd: openHost(path), offset }
    this.#layers.set(layer, opened)
    return opened
  }
}

const chunkSize = 1 << 20

function openHost(path: string): number {
  try {
    // A file that was swapped for a link or a pipe since it was listed is neither followed nor waited for.
    return openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    throw fromSystemError(error, `opening ${textOfBytes(path)}`)
  }
}

function readFully(
  fd: number,
  target: Uint8Array,
  offset: number,
  length: number,
  position: number,
  name: string,
): void {
  let done = 0
  while (done < length) {
    const count = readOnce(fd, target, offset + done, length - done, position + done, name)
    if (count === 0)
      throw new OciPackError('source', `${name} became shorter while it was read`, {
        hint: 'Build again when nothing writes to it.',
      })
    done += count
  }
}

function readOnce(
  fd: number,
  target: Uint8Array,
  offset: number,
  length: number,
  position: number,
  name: string,
): number {
  try {
    return readSync(fd, target, offset, length, position)
  } catch (error) {
    throw fromSystemError(error, `reading ${name}`)
  }
}

/** Extents of a sparse file lie one after another in the archive; what is between them in the content is zero. */
function readSparse(
  fd: number,
  base: number,
  sparse: readonly SparseExtent[],
  target: Uint8Array,
  offset: number,
  length: number,
  position: number,
  name: string,
): void {
  target.fill(0, offset, offset + length)
  let stored = base
  for (const extent of sparse) {
    const from = Math.max(extent.offset, position)
    const to = Math.min(extent.offset + extent.length, position + length)
    if (from < to) readFully(fd, target, offset + from - position, to - from, stored + from - extent.offset, name)
    stored += extent.length
  }
}
