import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import type { SparseExtent, TarHeader } from '../oci/tar/entry.js'

/** One entry of a layer, as its tar header says it, and where its content lies. */
export interface IndexEntry {
  /** The header with a clean path: no leading `/` or `./`, no trailing `/`; the root is the empty string. */
  readonly header: TarHeader
  /** Where the content begins in the plain tar, in bytes. */
  readonly offset: number
  /** The data extents, in the order in which they are stored, where the file is sparse. */
  readonly sparse?: readonly SparseExtent[]
}

/** What tells a layer's tree: every header, in the order of the archive. Whiteouts stand as the entries they are. */
export interface LayerEntries {
  readonly entries: readonly IndexEntry[]
}

/** What a build must know of a layer's tree. */
export interface LayerIndex extends LayerEntries {
  readonly diffId: Digest
  /** Bytes of the plain tar. */
  readonly size: number
}

/** Ten times what the largest real images hold; so that a hostile layer cannot fill the memory with names. */
export const maxEntries = 4_000_000

/** @throws OciPackError `format` for layers that have more entries together than one may have: an image may name one again and again */
export function checkCount(layers: readonly LayerEntries[]): void {
  const count = layers.reduce((sum, { entries }) => sum + entries.length, 0)
  if (count > maxEntries) throw new OciPackError('format', `the layers have more than ${maxEntries} entries`)
}
