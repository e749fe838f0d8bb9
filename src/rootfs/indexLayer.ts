import { OciPackError } from '../core/errors.js'
import { hashed, Sha256 } from '../core/hash.js'
import { readTar } from '../oci/tar/read.js'
import { indexEntry } from './indexEntry.js'
import { type IndexEntry, type LayerIndex, maxEntries } from './layerIndex.js'

/**
 * Reads a layer's plain tar once, for its diff ID (which covers every byte, those behind the archive's end too) and for what its
 * headers say. @throws OciPackError `format` for what is no tar, or an entry or hard link whose name leaves the root
 */
export async function indexLayer(plain: AsyncIterable<Uint8Array>): Promise<LayerIndex> {
  const hash = new Sha256()
  const entries = await readEntries(hashed(plain, hash))
  return { size: hash.size, diffId: hash.digest(), entries }
}

/** Reads what the headers of a layer's plain tar say. @throws OciPackError as `indexLayer` */
export async function readEntries(plain: AsyncIterable<Uint8Array>): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = []
  for await (const entry of readTar(plain)) {
    if (entries.length === maxEntries) throw new OciPackError('format', `layer: it has more than ${maxEntries} entries`)
    entries.push(indexEntry(entry))
  }
  return entries
}
