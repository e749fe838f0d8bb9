import { OciPackError } from '../../core/errors.js'
import { inflationLimit, limitBytes } from '../../core/limit.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import { type EntryRole, roleOf } from './entryNames.js'
import { maxLogo } from './logo.js'
import { type CentralEntry, readCentralDirectory } from './zip/centralDirectory.js'
import { drain } from './zip/drain.js'
import type { EntryFault, ZipEntry } from './zip/entry.js'
import { type OpenZip, readAt } from './zip/source.js'
import { walkZip } from './zip/walk.js'

/** As much of a descriptor and of a logo as is read. */
const maxSizes = { descriptor: 1024 * 1024, logo: maxLogo } as const

/** An entry of a bundle as it was met. */
export interface SeenEntry {
  readonly name: string
  readonly role: EntryRole
  /** Where its header begins. */
  readonly offset: number
  readonly method: number
  readonly fault: EntryFault | undefined
  /** Whether its content has the checksum that is written of it; undefined where nobody read it. */
  readonly intact: boolean | undefined
  /** The content of a descriptor or a logo; undefined where it cannot be read or is too large. */
  readonly bytes: Uint8Array | undefined
  /** The content of an image, where it can be read. */
  readonly image: TarPlace | undefined
}

/** What a bundle holds, each part as far as it can be read. */
export interface BundleContents {
  readonly path: string
  readonly size: number
  readonly firstBytes: Buffer
  /** In their order. */
  readonly entries: readonly SeenEntry[]
  /** Undefined where it cannot be read. */
  readonly directory: readonly CentralEntry[] | undefined
  /** Why the entries could not be read to their end. */
  readonly fault: OciPackError | undefined
}

/** How what a bundle holds is read. */
export interface ReadingZip {
  /** Keeps the content of an image that is compressed in the bundle, for as long as the bundle is used. */
  readonly unpack: (content: AsyncIterable<Uint8Array>) => Promise<TarPlace>
  /** Called while an image is read for its checksum; it may throw. */
  readonly onRead: () => void
}

/** Reads a bundle once. An image that is stored as it is stays where it is. @throws OciPackError `io`; what `reading` throws */
export async function readContents(zip: OpenZip, reading: ReadingZip): Promise<BundleContents> {
  const { path, size } = zip
  const firstBytes = await readAt(zip, 0, Math.min(512, size))
  const directory = await unlessDamaged(readCentralDirectory(zip))
  const entries: SeenEntry[] = []
  const fault = await readEntries(zip, directory.value ?? [], entries, reading)
  return { path, size, firstBytes, entries, directory: directory.value, fault }
}

async function readEntries(
  zip: OpenZip,
  directory: readonly CentralEntry[],
  entries: SeenEntry[],
  reading: ReadingZip,
): Promise<OciPackError | undefined> {
  const walk = async (): Promise<void> => {
    for await (const { entry, offset } of walkZip(zip, directory)) {
      const { name, method } = entry.header
      const role = roleOf(name)
      const seen = {
        name,
        role,
        offset,
        method,
        fault: entry.fault,
        intact: undefined,
        bytes: undefined,
        image: undefined,
      }
      entries.push(seen)
      const content = await readContent(zip, entry, role, reading)
      entries.splice(-1, 1, { ...seen, ...content, intact: entry.intact })
    }
  }
  return (await unlessDamaged(walk())).fault
}

async function readContent(
  zip: OpenZip,
  entry: ZipEntry,
  role: EntryRole,
  { unpack, onRead }: ReadingZip,
): Promise<Partial<Pick<SeenEntry, 'bytes' | 'image'>>> {
  if (role === 'image') {
    const { data, fault } = entry
    const name = `${zip.path}: ${entry.header.name}`
    if (!data) {
      if (fault) return {}
      return { image: { ...(await unpack(limitBytes(entry.body(), inflationLimit(zip.size), name))), name } }
    }
    // Read for its checksum alone.
    if (!fault) await drain(entry.body(), onRead)
    return { image: { ...data, name } }
  }
  if (role === 'other' || entry.fault) return {}
  return { bytes: await gather(entry.body(), maxSizes[role]) }
}

/** The bytes of a stream; undefined where they are more than `max`. */
async function gather(source: AsyncIterable<Uint8Array>, max: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size > max) return undefined
  }
  return Buffer.concat(chunks)
}

/** What is found, or why it could not be: what is wrong with the file itself is no reason to stop. */
async function unlessDamaged<T>(work: Promise<T>): Promise<{ readonly value?: T; readonly fault?: OciPackError }> {
  try {
    return { value: await work }
  } catch (error) {
    if (error instanceof OciPackError && ['format', 'integrity'].includes(error.code)) return { fault: error }
    throw error
  }
}
