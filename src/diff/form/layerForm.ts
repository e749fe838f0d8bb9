import type { ByteString } from '../../core/bytes.js'
import { Sha256 } from '../../core/hash.js'
import type { Layer } from '../../oci/image.js'
import { padding } from '../../oci/tar/header.js'
import type { ContentReader, ReadInto } from '../../rootfs/contentReader.js'
import type { IndexEntry, LayerEntries } from '../../rootfs/layerIndex.js'
import { entryForm, type EntryForm } from './entryForm.js'

/** How a layer's tar is written. */
export interface LayerForm {
  /** In the archive's order. */
  readonly entries: readonly { readonly path: ByteString; readonly form: EntryForm }[]
  /** What stands behind the last entry: two blocks of zeros at least, where the archive is ended as it should be. */
  readonly end: string
}

const endChunk = 64 * 1024

/** A layer with what its headers say, and how many bytes its plain tar has. */
export interface SizedLayer {
  readonly layer: Layer
  readonly index: LayerEntries
  readonly size: number
}

/** How a layer's tar is written: its headers are read, and what stands behind the contents. @throws OciPackError `format`, `io` */
export async function layerForm({ layer, index, size }: SizedLayer, reader: ContentReader): Promise<LayerForm> {
  return reader.with({ from: 'layer', layer, offset: 0 }, (read) => {
    let at = 0
    // What is as it was before is kept once: most entries of an archive are written alike.
    const known = new Map<string, string>()
    const entries = index.entries.map((entry) => {
      const header = bytesAt(read, at, entry.offset - at)
      const stored = storedSize(entry)
      const filled = entry.offset + stored
      at = Math.min(filled + padding(stored), size)
      const form = entryForm(header, bytesAt(read, filled, at - filled))
      return { path: entry.header.path, form: shared(form, known) }
    })
    return { entries, end: endForm(read, at, size) }
  })
}

function storedSize({ header, sparse }: IndexEntry): number {
  if (header.type !== 'file') return 0
  return sparse ? sparse.reduce((sum, { length }) => sum + length, 0) : header.size
}

function bytesAt(read: ReadInto, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  read(bytes, offset)
  return bytes
}

function endForm(read: ReadInto, from: number, to: number): string {
  const hash = new Sha256()
  let zeros = true
  for (let at = from; at < to; at += endChunk) {
    const bytes = bytesAt(read, at, Math.min(endChunk, to - at))
    zeros &&= bytes.every((byte) => byte === 0)
    hash.update(bytes)
  }
  return `${to - from} bytes${zeros ? ' of zeros' : `, ${hash.digest()}`}`
}

function shared(form: EntryForm, known: Map<string, string>): EntryForm {
  const keep = (text: string): string => {
    const kept = known.get(text)
    if (kept === undefined) known.set(text, text)
    return kept ?? text
  }
  return Object.fromEntries(Object.entries(form).map(([trait, text]) => [trait, keep(text)])) as unknown as EntryForm
}
