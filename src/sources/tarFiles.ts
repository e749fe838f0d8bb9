import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { type ByteString, bytesOfText } from '../core/bytes.js'
import { fromSystemError, OciPackError } from '../core/errors.js'
import { openFile, readExtent, readOpen } from '../core/host/readExtent.js'
import { type Compression, sniff, sniffLength } from '../oci/compress/sniff.js'
import type { TarEnd } from '../oci/tar/read.js'
import { cleanPath } from '../oci/tar/cleanPath.js'
import type { StoredFile, StoredFiles } from './files.js'
import { headerChunk, type PlacedEntry, placedEntries, type TarPlace } from './placedEntries.js'

const maxLinks = 40

type Entry = { readonly file: StoredFile } | { readonly link: ByteString }

/** A whole file as a place. @throws OciPackError `io` */
export async function wholeFile(path: string): Promise<TarPlace> {
  try {
    return { name: path, path, offset: 0, size: (await stat(path)).size }
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}

/**
 * The files of a tar archive. Its headers alone are read, so the time does not grow with the sizes of the layers. Of two entries with one
 * name the last counts, as when the archive is unpacked.
 * @throws OciPackError `format`, `integrity` where the archive is truncated, `io`
 */
export async function openTar(place: TarPlace): Promise<StoredFiles> {
  await refuseCompressed(place)
  const entries = new Map<ByteString, Entry>()
  for await (const found of tarEntries(place)) {
    const name = cleanPath(found.header.path)
    const entry = name === undefined ? undefined : entryOf(name, found)
    if (name !== undefined && entry) entries.set(name, entry)
  }
  return { path: place.name, find: (name) => Promise.resolve(follow(entries, bytesOfText(name))) }
}

/** How an archive is compressed, by its first bytes. @throws OciPackError `integrity`, `io` */
export async function compressionOf(place: StoredFile): Promise<Compression> {
  for await (const start of readExtent(place, Math.min(sniffLength, place.size))) return sniff(start)
  return 'none'
}

/** Layers are read where they lie, which a compressed archive does not allow. */
async function refuseCompressed(place: TarPlace): Promise<void> {
  const compression = await compressionOf(place)
  if (compression === 'none') return
  throw new OciPackError('unsupported', `${place.name} is compressed by ${compression}`, {
    hint: `Unpack it first, such as by ${compression} -dk ${place.path}`,
  })
}

/**
 * The entries of a tar archive, in its order; then how it ends is returned. @throws OciPackError `format`, `integrity` where the archive is
 * truncated, `io`
 */
export async function* tarEntries(place: TarPlace): AsyncGenerator<PlacedEntry, TarEnd> {
  const { name, path } = place
  const file = await openFile(path)
  try {
    return yield* placedEntries(place, (offset, length) => readOpen(file, { path, offset }, length, headerChunk))
  } catch (error) {
    throw fromSystemError(error, `cannot read ${name}`)
  } finally {
    await file.close()
  }
}

function entryOf(name: ByteString, { header, sparse, file }: PlacedEntry): Entry | undefined {
  switch (header.type) {
    case 'file':
      return sparse ? undefined : { file }
    case 'link':
      return { link: posix.resolve('/', header.linkPath) }
    case 'symlink':
      return { link: posix.resolve('/', posix.dirname(name), header.linkPath) }
    default:
      return undefined
  }
}

/** The file that a name leads to within the archive; a link that leaves it, or goes round, leads nowhere. */
function follow(entries: ReadonlyMap<ByteString, Entry>, name: ByteString): StoredFile | undefined {
  let at = cleanPath(name)
  for (let links = 0; links <= maxLinks && at !== undefined; links++) {
    const entry = entries.get(at)
    if (!entry) return undefined
    if ('file' in entry) return entry.file
    at = cleanPath(entry.link)
  }
  return undefined
}
