import type { SparseExtent } from '../oci/tar/entry.js'
import type { ReadInto } from './contentReader.js'

/**
 * Reads a part of a sparse file as any other is read. Its extents lie one after another where it is stored, of which `readStored` reads; what is
 * between them in the content is zero.
 */
export function readSparse(
  sparse: readonly SparseExtent[],
  target: Uint8Array,
  position: number,
  readStored: ReadInto,
): void {
  target.fill(0)
  const end = position + target.byteLength
  let stored = 0
  for (const extent of sparse) {
    const from = Math.max(extent.offset, position)
    const to = Math.min(extent.offset + extent.length, end)
    if (from < to) readStored(target.subarray(from - position, to - position), stored + from - extent.offset)
    stored += extent.length
  }
}
