import { OciPackError } from '../../../core/errors.js'
import { type CentralEntry, readCentralDirectory } from '../../../task/bundle/zip/centralDirectory.js'
import { lengths, methods } from '../../../task/bundle/zip/format.js'
import { decodeLocal, type LocalHeader, localLengths } from '../../../task/bundle/zip/localHeader.js'

/** An entry of a zip: what stands in front of it, and its stored bytes. */
export interface ZippedEntry {
  readonly header: LocalHeader
  /** Where its header begins. */
  readonly offset: number
  readonly stored: Blob
}

/** The entries of a zip in their order, as its directory lists them. @throws OciPackError `format`, `integrity` */
export async function zipEntries(
  zip: Blob,
  name: string,
): Promise<{ readonly entries: ZippedEntry[]; readonly directory: CentralEntry[] }> {
  const read = async (offset: number, size: number): Promise<Buffer> =>
    Buffer.from(await zip.slice(offset, offset + size).arrayBuffer())
  const directory = await readCentralDirectory(read, name, zip.size)
  const entries: ZippedEntry[] = []
  for (const { offset, storedSize, name: entry } of directory.toSorted((a, b) => a.offset - b.offset)) {
    const fixed = await read(offset, lengths.local)
    const more = localLengths(fixed)
    if (!more) throw new OciPackError('format', `${name}: ${entry} is not where the zip says`)
    const rest = await read(offset + lengths.local, more.name + more.extra)
    const header = decodeLocal(fixed, rest.subarray(0, more.name), rest.subarray(more.name))
    const start = offset + lengths.local + more.name + more.extra
    if (start + storedSize > zip.size) throw new OciPackError('integrity', `${name} ends within ${entry}`)
    entries.push({ header, offset, stored: zip.slice(start, start + storedSize) })
  }
  return { entries, directory }
}

/** The content of an entry as a blob; undefined where it cannot be had. */
export async function contentOf({ header, stored }: ZippedEntry): Promise<Blob | undefined> {
  if (header.encrypted) return undefined
  if (header.method === methods.stored) return stored
  if (header.method !== methods.deflated) return undefined
  try {
    // A browser keeps a large blob on the disk.
    return await new Response(stored.stream().pipeThrough(new DecompressionStream('deflate-raw'))).blob()
  } catch (error) {
    throw new OciPackError('format', `${header.name} cannot be inflated`, { cause: error })
  }
}
