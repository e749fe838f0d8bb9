import { type Block, decodeBlock, isZeroBlock, pathOf } from './block.js'
import { Cursor } from '../../core/cursor.js'
import type { SparseExtent, TarHeader } from './entry.js'
import { type Globals, noExtension, resolve, type Resolved } from './extended.js'
import { isExtension, readExtension } from './extension.js'
import { damaged, type Place, TarFault } from './fault.js'
import { blockSize, padding } from './header.js'
import { checkExtents, fillHoles } from './sparse.js'
import { StoredData } from './storedData.js'
import { readGnuMap, readPaxMap } from './sparseMap.js'

/** One entry of an archive that is being read. */
export interface TarEntry {
  readonly header: TarHeader
  /** Where the stored data begins in the archive, in bytes. */
  readonly offset: number
  /** Bytes of stored data; less than `header.size` if the file is sparse. */
  readonly storedSize: number
  /** The extents that are stored, one after the other, if the file is sparse. */
  readonly sparse?: readonly SparseExtent[]
  /**
   * The content, `header.size` bytes, holes filled; to be read at most once, before the next entry is asked for. Its chunks are views
   * and not to be changed. @throws OciPackError `format` if the archive ends before the content does
   */
  body(): AsyncGenerator<Uint8Array>
}

/** How an archive ends. */
export interface TarEnd {
  /** Where its entries end, in bytes. */
  readonly offset: number
  /** Of the two blocks of zeros that end it, those that are there. */
  readonly blocks: number
  /** Whether anything but zeros follows them. */
  readonly followed: boolean
}

export interface TarLimits {
  /** The most bytes of pax records and long names before one entry, and of one sparse map. 1 MiB unless said otherwise. */
  readonly metadata?: number
}

/**
 * Reads a tar archive: V7, ustar, pax, GNU and star. A body that nobody reads is skipped without a copy; memory is bounded whatever
 * the archive says. The archive ends with two blocks of zeros or with the stream; what follows the two blocks is read past, and what was there
 * is returned. @throws OciPackError `format`, naming the entry and the byte, for what is no tar, is cut short or is over a limit
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  limits: TarLimits = {},
): AsyncGenerator<TarEntry, TarEnd> {
  const input = new Cursor(source)
  const limit = limits.metadata ?? 1024 * 1024
  const globals: Globals = new Map()
  let place: Place = { at: 0, path: undefined }
  let extension = noExtension
  try {
    for (;;) {
      place = { at: input.offset, path: extension.path }
      const block = input.take(blockSize) ?? (await input.read(blockSize))
      if (block.length < blockSize || isZeroBlock(block)) {
        return await readEnd(input, block, place.at)
      }
      const path = pathOf(block)
      place.path ??= path
      const head = decodeBlock(block, path)
      if (isExtension(head)) {
        extension = await readExtension(input, head, extension, globals, limit)
        continue
      }
      const resolved = resolve(head, extension, globals)
      place.path = resolved.header.path
      extension = noExtension
      const map = await readMap(input, block, head, resolved, limit)
      const data = new StoredData(input, place, map.storedSize, padding(resolved.storedSize))
      yield { ...map, offset: input.offset, body: () => bodyOf(map, data) }
      if (!data.passNow()) await data.pass()
    }
  } catch (error) {
    throw error instanceof TarFault ? damaged(place, error.message) : error
  } finally {
    await input.close()
  }
}

/** Reads to the end of the stream from the block on that ends the archive. */
async function readEnd(input: Cursor, first: Buffer, offset: number): Promise<TarEnd> {
  if (first.length === 0) return { offset, blocks: 0, followed: false }
  if (first.length < blockSize) throw new TarFault('the archive ends within a header')
  const second = await input.read(blockSize)
  if (second.length === blockSize && !isZeroBlock(second)) throw new TarFault('one block of zeros stands alone')
  let followed = second.length < blockSize && second.some((byte) => byte !== 0)
  for (let part; (part = await input.some(Number.MAX_SAFE_INTEGER));) followed ||= part.some((byte) => byte !== 0)
  return { offset, blocks: second.length === blockSize ? 2 : 1, followed }
}

type Stored = Pick<TarEntry, 'header' | 'storedSize' | 'sparse'>

/** What is stored of an entry; the sparse map that may stand in front of its data is read. */
async function readMap(input: Cursor, block: Buffer, head: Block, resolved: Resolved, limit: number): Promise<Stored> {
  const { header, storedSize, sparse } = resolved
  if (head.flag === 'S') {
    if (head.format !== 'gnu') throw new TarFault("its sparse format is neither GNU's nor pax's")
    const { size, extents } = await readGnuMap(input, block, limit)
    return { header: { ...header, size }, storedSize, sparse: checkExtents(extents, size, storedSize) }
  }
  if (sparse === undefined) return { header, storedSize }
  const start = input.offset
  const extents = sparse.extents ?? (await readPaxMap(input, limit))
  const left = storedSize - (input.offset - start)
  return { header, storedSize: left, sparse: checkExtents(extents, header.size, left) }
}

function bodyOf({ header, storedSize, sparse }: Stored, data: StoredData): AsyncGenerator<Uint8Array> {
  return sparse ? fillHoles(sparse, header.size, (length) => data.read(length)) : data.read(storedSize)
}
