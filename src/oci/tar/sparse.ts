import type { ByteString } from '../../core/bytes.js'
import { TarFault } from './fault.js'
import type { SparseExtent } from './entry.js'
import { decodeNumberField } from './number.js'
import { decodeNumber, type PaxRecord } from './pax.js'

/** What pax records say of a sparse file (GNU tar manual, "Storing Sparse Files"). */
export interface PaxSparse {
  /** Bytes of content with the holes filled. */
  readonly size: number
  /** The file's name in versions 0.1 and 1.0; the header block has a made-up one. */
  readonly path: ByteString | undefined
  /** The map of versions 0.0 and 0.1; version 1.0 has it in front of the data. */
  readonly extents: readonly SparseExtent[] | undefined
}

/** Reads the GNU.sparse records of versions 0.0, 0.1 and 1.0; undefined if the file is not sparse. @throws TarFault */
export function paxSparse(records: readonly PaxRecord[]): PaxSparse | undefined {
  const values = new Map<ByteString, ByteString>()
  const pairs: ByteString[] = []
  for (const { key, value } of records) {
    if (!key.startsWith(prefix)) continue
    values.set(key.slice(prefix.length), value)
    if (key === `${prefix}${pairs.length % 2 === 0 ? 'offset' : 'numbytes'}`) pairs.push(value)
    else if (key === `${prefix}offset` || key === `${prefix}numbytes`) throw badMap()
  }
  if (values.size === 0) return undefined
  const version = `${values.get('major') ?? '0'}.${values.get('minor') ?? '0'}`
  const path = values.get('name')
  if (version === '1.0') return { size: natural(values, 'realsize'), path, extents: undefined }
  if (version !== '0.0' && version !== '0.1') throw new TarFault(`its sparse map has the version ${version}`)
  const map = values.get('map')
  const numbers = map === undefined ? pairs : map === '' ? [] : map.split(',')
  return { size: natural(values, 'size'), path, extents: pairUp(numbers) }
}

const prefix = 'GNU.sparse.'

function natural(values: ReadonlyMap<ByteString, ByteString>, key: string): number {
  return decodeNumber(prefix + key, values.get(key) ?? '')
}

/** The extents that numbers in decimal give, offset and length in turn. @throws TarFault */
export function pairUp(numbers: readonly ByteString[]): SparseExtent[] {
  const extents: SparseExtent[] = []
  for (let i = 0; i < numbers.length; i += 2) {
    const offset = decodeNumber(`${prefix}offset`, numbers[i] ?? '')
    extents.push({ offset, length: decodeNumber(`${prefix}numbytes`, numbers[i + 1] ?? '') })
  }
  return extents
}

/** The extents that an old GNU block holds at `at`: up to `count` pairs of 12-byte numbers. @throws TarFault */
export function gnuExtents(block: Buffer, at: number, count: number): SparseExtent[] {
  const extents: SparseExtent[] = []
  for (let i = at; i < at + 24 * count && block[i] !== 0; i += 24) {
    const offset = decodeNumberField(block, i, 12, 'sparse map')
    extents.push({ offset, length: decodeNumberField(block, i + 12, 12, 'sparse map') })
  }
  return extents
}

/**
 * The extents that hold data, once it is sure that they follow each other, lie within `size` bytes of content, and add up to the
 * `storedSize` bytes that are stored. @throws TarFault
 */
export function checkExtents(extents: readonly SparseExtent[], size: number, storedSize: number): SparseExtent[] {
  let end = 0
  let stored = 0
  for (const { offset, length } of extents) {
    if (offset < end || length < 0 || offset + length > size) throw badMap()
    end = offset + length
    stored += length
  }
  if (stored !== storedSize) throw badMap()
  return extents.filter((extent) => extent.length > 0)
}

function badMap(): TarFault {
  return new TarFault('its sparse map is inconsistent')
}

const zeros = new Uint8Array(64 * 1024)

/** The content of a sparse file of `size` bytes: what `read` gives of the stored bytes, with zeros where no extent lies. */
export async function* fillHoles(
  extents: readonly SparseExtent[],
  size: number,
  read: (length: number) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let at = 0
  for (const { offset, length } of extents) {
    yield* hole(offset - at)
    yield* read(length)
    at = offset + length
  }
  yield* hole(size - at)
}

function* hole(length: number): Generator<Uint8Array> {
  for (let left = length; left > 0; left -= zeros.length) yield left < zeros.length ? zeros.subarray(0, left) : zeros
}
