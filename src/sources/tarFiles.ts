import type { FileHandle } from 'node:fs/promises'
import { posix } from 'node:path'
import { type ByteString, bytesOfText } from '../core/bytes.js'
import { fromSystemError, OciPackError } from '../core/errors.js'
import { openFile, readOpen } from '../core/host/readExtent.js'
import { sniff, sniffLength } from '../oci/compress/sniff.js'
import { padding } from '../oci/tar/header.js'
import { readTar, type TarEntry } from '../oci/tar/read.js'
import { cleanPath } from '../rootfs/layerIndex.js'
import type { StoredFile, StoredFiles } from './files.js'

/** An archive of an image holds a few entries a layer; one with more than this is not read on. */
const maxEntries = 100_000
const maxLinks = 40
/** Bytes read for one header: enough for a pax header and the entry's own. */
const headerChunk = 2048

type Entry = { readonly file: StoredFile } | { readonly link: ByteString }

/**
 * The files of a tar archive. Its headers alone are read, by seeking from one to the next, so the time does not grow with the sizes
 * of the layers. Of two entries with one name the last counts, as when the archive is unpacked.
 * @throws OciPackError `format`, `integrity` where the archive is truncated, `io`
 */
export async function openTar(path: string): Promise<StoredFiles> {
  const file = await openFile(path)
  try {
    const { size } = await file.stat()
    await refuseCompressed(file, path, size)
    const entries = await readEntries(file, path, size)
    return { path, find: (name) => Promise.resolve(follow(entries, bytesOfText(name))) }
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  } finally {
    await file.close()
  }
}

/** Layers are read where they lie, which a compressed archive does not allow. */
async function refuseCompressed(file: FileHandle, path: string, size: number): Promise<void> {
  for await (const start of readOpen(file, { path, offset: 0 }, Math.min(sniffLength, size), sniffLength)) {
    const compression = sniff(start)
    if (compression === 'none') return
    throw new OciPackError('unsupported', `${path} is compressed by ${compression}`, {
      hint: `Unpack it first, such as by ${compression} -dk ${path}`,
    })
  }
}

async function readEntries(file: FileHandle, path: string, size: number): Promise<Map<ByteString, Entry>> {
  const entries = new Map<ByteString, Entry>()
  for (let at = 0; ;) {
    const found = await firstEntry(file, path, at, size)
    if (!found) return entries
    const { header, storedSize } = found
    const offset = at + found.offset
    at = offset + storedSize + padding(storedSize)
    if (offset + storedSize > size) {
      throw new OciPackError('integrity', `${path} is truncated: it ends within ${JSON.stringify(header.path)}`)
    }
    const name = cleanPath(header.path)
    const entry = name === undefined ? undefined : entryOf(name, found, { path, offset, size: storedSize })
    if (name !== undefined && entry) entries.set(name, entry)
    if (entries.size > maxEntries)
      throw new OciPackError('format', `${path} has more than ${maxEntries} entries: it is no image`)
  }
}

/** The entry whose header begins at byte `at`, or undefined at the archive's end. Nothing of its content is read. */
async function firstEntry(file: FileHandle, path: string, at: number, size: number): Promise<TarEntry | undefined> {
  try {
    for await (const entry of readTar(readOpen(file, { path, offset: at }, Math.max(0, size - at), headerChunk)))
      return entry
    return undefined
  } catch (error) {
    const { message } = fromSystemError(error, `cannot read ${path}`)
    throw new OciPackError('format', `${path}, from byte ${at} on: ${message}`, { cause: error })
  }
}

function entryOf(name: ByteString, { header, sparse }: TarEntry, file: StoredFile): Entry | undefined {
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
