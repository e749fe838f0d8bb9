import { OciPackError } from '../../../core/errors.js'
import type { CentralEntry } from './centralDirectory.js'
import { ZipEntry } from './entry.js'
import { lengths, signatures } from './format.js'
import { decodeLocal, localLengths } from './localHeader.js'
import { type OpenZip, readAt } from './source.js'

/** A bundle has three entries; what has more than this is not read on. */
const maxEntries = 10_000

/** What may follow the last entry: the directory, with whatever may stand in front of it, or the end. */
const ends: readonly number[] = [signatures.central, signatures.end, signatures.end64, 0x08064b50]

/** An entry and where its header begins in the zip. */
export interface PlacedZipEntry {
  readonly entry: ZipEntry
  readonly offset: number
}

/**
 * The entries of a zip from its first byte on, by what stands in front of each, as the App Engine reads them; the zip's own directory only
 * helps over an entry that does not tell where it ends. An entry is to be used before the next one is asked for.
 * @throws OciPackError `format`, `integrity` for a zip that is damaged or cut short, `io`
 */
export async function* walkZip(zip: OpenZip, directory: readonly CentralEntry[]): AsyncGenerator<PlacedZipEntry> {
  const known = new Map(directory.map(({ offset, storedSize }) => [offset, storedSize]))
  let count = 0
  for (let at = 0; at < zip.size;) {
    const fixed = await readAt(zip, at, Math.min(lengths.local, zip.size - at))
    const more = localLengths(fixed)
    if (!more) {
      refuseOther(zip, at, fixed)
      return
    }
    if (++count > maxEntries) throw new OciPackError('format', `${zip.path} has more than ${maxEntries} entries`)
    const dataAt = at + lengths.local + more.name + more.extra
    if (dataAt > zip.size) throw new OciPackError('integrity', `${zip.path} ends within a header`)
    const rest = await readAt(zip, at + lengths.local, more.name + more.extra)
    const header = decodeLocal(fixed, rest.subarray(0, more.name), rest.subarray(more.name))
    const entry = new ZipEntry(zip, header, dataAt, known.get(at))
    yield { entry, offset: at }
    at = await entry.end()
  }
}

function refuseOther({ path }: OpenZip, at: number, fixed: Buffer): void {
  if (fixed.length >= 4 && ends.includes(fixed.readUInt32LE(0))) return
  throw new OciPackError('format', `${path}: what stands at byte ${at} is no part of a zip`)
}
