import { OciPackError } from '../core/errors.js'
import { readTar } from '../oci/tar/read.js'
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
 * What a layer's plain tar holds, read once; previews of its text files go to `previews`. @throws OciPackError `format` for what is no tar
 */
export async function readLayer(
  plain: AsyncIterable<Uint8Array>,
  name: string,
  previews: Previews,
): Promise<LayerContent> {
  const entries: IndexEntry[] = []
  for await (const entry of readTar(plain)) {
    if (entries.length === maxEntries) throw new OciPackError('format', `layer: it has more than ${maxEntries} entries`)
    entries.push(indexEntry(entry))
    await previews.add(previewKey(name, entry.offset), entry)
  }
  return { name, entries }
}

/** What a file's preview is kept by: its layer's name, and where its content begins. */
export function previewKey(layer: string, offset: number): string {
  return `${layer} ${offset}`
}
