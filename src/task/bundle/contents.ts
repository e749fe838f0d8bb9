import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { openFile } from '../../core/host/readExtent.js'
import { writeOutput } from '../../export/output.js'
import { type TarPlace, wholeFile } from '../../sources/tarFiles.js'
import { type EntryRole, roleOf } from './entryNames.js'
import { maxLogo } from './logo.js'
import { type CentralEntry, readCentralDirectory } from './zip/centralDirectory.js'
import type { EntryFault, OpenZip, ZipEntry } from './zip/entry.js'
import { drain } from './zip/drain.js'
import { partsOf, readAt } from './zip/readAt.js'
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
  /** Removes what had to be unpacked. */
  readonly close: () => Promise<void>
}

/**
 * Reads a bundle once. An image that is stored as it is stays where it is; another is unpacked into the system's temporary folder.
 * @throws OciPackError `io`, `aborted`
 */
export async function readContents(path: string, signal: AbortSignal): Promise<BundleContents> {
  const { size } = await wholeFile(path)
  const file = await openFile(path)
  const unpacked = new Unpacked(signal)
  try {
    const zip = { file, path, size }
    const firstBytes = await readAt(file, path, 0, Math.min(512, size))
    const directory = await unlessDamaged(readCentralDirectory(partsOf(file, path), path, size))
    const entries: SeenEntry[] = []
    const fault = await readEntries(zip, directory.value ?? [], entries, unpacked, signal)
    return { path, size, firstBytes, entries, directory: directory.value, fault, close: () => unpacked.remove() }
  } catch (error) {
    await unpacked.remove()
    throw fromSystemError(error, `cannot read ${path}`)
  } finally {
    await file.close()
  }
}

async function readEntries(
  zip: OpenZip,
  directory: readonly CentralEntry[],
  entries: SeenEntry[],
  unpacked: Unpacked,
  signal: AbortSignal,
): Promise<OciPackError | undefined> {
  const reading = async (): Promise<void> => {
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
      const content = await readContent(zip, entry, role, unpacked, signal)
      entries.splice(-1, 1, { ...seen, ...content, intact: entry.intact })
    }
  }
  return (await unlessDamaged(reading())).fault
}

async function readContent(
  zip: OpenZip,
  entry: ZipEntry,
  role: EntryRole,
  unpacked: Unpacked,
  signal: AbortSignal,
): Promise<Partial<Pick<SeenEntry, 'bytes' | 'image'>>> {
  if (role === 'image') {
    const { data, fault } = entry
    const name = `${zip.path}: ${entry.header.name}`
    if (!data) return fault ? {} : { image: { ...(await unpacked.add(entry.body())), name } }
    // Read for its checksum alone.
    if (!fault) await drain(entry.body(), () => refuseStopped(zip, signal))
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

/** Images that are compressed in their bundle, unpacked for as long as the bundle is open. */
class Unpacked {
  readonly #signal: AbortSignal
  #folder: string | undefined
  #count = 0

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  async add(content: AsyncIterable<Uint8Array>): Promise<TarPlace> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'oci-pack-bundle-'))
    const path = join(this.#folder, `${++this.#count}.tar`)
    await writeOutput(path, content, this.#signal)
    return wholeFile(path)
  }

  async remove(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
  }
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

function refuseStopped({ path }: OpenZip, signal: AbortSignal): void {
  if (signal.aborted) throw new OciPackError('aborted', `reading ${path} was stopped`)
}
