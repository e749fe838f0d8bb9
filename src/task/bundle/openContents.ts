import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { openFile } from '../../core/host/readExtent.js'
import { writeOutput } from '../../export/output.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import { wholeFile } from '../../sources/tarFiles.js'
import { type BundleContents, readContents } from './contents.js'
import { zipFile } from './zip/zipFile.js'

/** What a bundle on this machine holds. */
export interface OpenedContents extends BundleContents {
  /** Removes what had to be unpacked. */
  readonly close: () => Promise<void>
}

/** Reads a bundle once. An image that is compressed in it is unpacked into the system's temporary folder. @throws OciPackError `io`, `aborted` */
export async function openContents(path: string, signal: AbortSignal): Promise<OpenedContents> {
  const { size } = await wholeFile(path)
  const file = await openFile(path)
  const unpacked = new Unpacked(signal)
  const onRead = (): void => {
    if (signal.aborted) throw new OciPackError('aborted', `reading ${path} was stopped`)
  }
  try {
    const unpack = (content: AsyncIterable<Uint8Array>): Promise<TarPlace> => unpacked.add(content)
    return { ...(await readContents(zipFile(file, path, size), { unpack, onRead })), close: () => unpacked.remove() }
  } catch (error) {
    await unpacked.remove()
    throw fromSystemError(error, `cannot read ${path}`)
  } finally {
    await file.close()
  }
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
