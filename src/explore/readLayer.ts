import { OciPackError } from '../core/errors.js'
import { cleanPath } from '../oci/tar/cleanPath.js'
import type { TarEntry } from '../oci/tar/read.js'
import { indexEntry } from '../rootfs/indexEntry.js'
import { type IndexEntry, maxEntries } from '../rootfs/layerIndex.js'
import type { Previews } from './previews.js'

/** What was read of a layer. */
export interface LayerContent {
  /** What its previews are kept under. */
  readonly name: string
  readonly entries: readonly IndexEntry[]
}

/**
 * What the entries of a layer's tar say, read once; previews of its text files go to `previews`. What would lie outside of the root is left out.
 * @throws OciPackError `format`, and what `tar` throws
 */
export async function readLayer(tar: AsyncIterable<TarEntry>, name: string, previews: Previews): Promise<LayerContent> {
  const entries: IndexEntry[] = []
  for await (const entry of tar) {
    if (entries.length === maxEntries) throw new OciPackError('format', `layer: it has more than ${maxEntries} entries`)
    if (!isInside(entry)) continue
    entries.push(indexEntry(entry))
    await previews.add(previewKey(name, entry.offset), entry)
  }
  return { name, entries }
}

function isInside({ header: { path, type, linkPath } }: TarEntry): boolean {
  return cleanPath(path) !== undefined && (type !== 'link' || cleanPath(linkPath) !== undefined)
}

/** What a file's preview is kept by: its layer's name, and where its content begins. */
export function previewKey(layer: string, offset: number): string {
  return `${layer} ${offset}`
}
