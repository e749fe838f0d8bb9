import { textOfBytes } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import { hashed, Sha256 } from '../core/hash.js'
import { readTar, type TarEntry } from '../oci/tar/read.js'
import { cleanPath } from '../oci/tar/cleanPath.js'
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

function indexEntry({ header, offset, sparse }: TarEntry): IndexEntry {
  const path = inside(header.path, 'entry')
  const linkPath = header.type === 'link' ? inside(header.linkPath, 'target of a hard link') : header.linkPath
  const clean = path === header.path && linkPath === header.linkPath ? header : { ...header, path, linkPath }
  return sparse ? { header: clean, offset, sparse } : { header: clean, offset }
}

function inside(name: string, what: string): string {
  const path = cleanPath(name)
  if (path !== undefined) return path
  throw new OciPackError('format', `layer: the ${what} ${JSON.stringify(textOfBytes(name))} leaves the root`)
}
