import type { TarHeader } from '../oci/tar/entry.js'

/**
 * Writes one layer, entry by entry: parents before children, names in the order of their bytes. A deletion is an entry named
 * `.wh.NAME` (OCI image-spec, layer.md, "Whiteouts"). Times are clamped by the writer, not by its callers.
 */
export interface LayerEntries {
  /** Adds an entry; `content` gives exactly `header.size` bytes. Paths are clean: no leading or trailing `/`. */
  add(header: TarHeader, content?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>
}
