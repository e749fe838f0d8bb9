import type { TarEnd, TarEntry } from '../oci/tar/read.js'
import { seekEntries } from '../oci/tar/seek.js'
import type { StoredFile } from './files.js'

/** A tar archive in a file: the whole of it, or `size` bytes from `offset` on, as an archive inside another lies. */
export interface TarPlace extends StoredFile {
  /** What it is called in messages. */
  readonly name: string
}

/** Bytes to be read at once for a header: enough for a pax header and the entry's own. */
export const headerChunk = 2048

/** An entry of an archive, its data where they are stored. */
export interface PlacedEntry extends Pick<TarEntry, 'header' | 'sparse'> {
  readonly file: StoredFile
}

/**
 * The entries of an archive, in its order; then how it ends is returned. `read` gives bytes of the file that it lies in, of which few are taken.
 * @throws OciPackError `format`, `integrity` where the archive is truncated; what `read` throws
 */
export async function* placedEntries(
  { name, path, offset: start, size }: TarPlace,
  read: (offset: number, length: number) => AsyncIterable<Uint8Array>,
): AsyncGenerator<PlacedEntry, TarEnd> {
  const entries = seekEntries({ name, size, read: (at) => read(start + at, Math.max(0, size - at)) })
  for (;;) {
    const next = await entries.next()
    if (next.done) return next.value
    const { header, sparse, offset, storedSize } = next.value
    yield { header, file: { path, offset: start + offset, size: storedSize }, ...(sparse ? { sparse } : {}) }
  }
}
