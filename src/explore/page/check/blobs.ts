import { notingFaults } from '../../../core/notingFaults.js'
import { streamOf } from '../../../core/streamOf.js'
import type { StoredFile } from '../../../sources/files.js'

/** What the page reads, by the paths that stored files name: what the disk is to the command. */
export class Blobs {
  readonly #blobs = new Map<string, Blob>()

  /** Takes a blob in, as a whole file. */
  add(path: string, blob: Blob): StoredFile {
    this.#blobs.set(path, blob)
    return { path, offset: 0, size: blob.size }
  }

  /** Takes in what comes by, which the browser keeps on the disk where it is large. Two of one name stay apart. */
  async keep(name: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile> {
    const blob = await blobOf(content)
    return this.add(`${name} ${this.#blobs.size}`, blob)
  }

  get({ path, offset, size }: StoredFile): Blob {
    return (this.#blobs.get(path) ?? new Blob([])).slice(offset, offset + size)
  }
}

/** What comes by as a blob. @throws what the content throws, which browsers would keep to themselves */
export async function blobOf(content: AsyncIterable<Uint8Array>): Promise<Blob> {
  const faults: unknown[] = []
  try {
    return await new Response(streamOf(notingFaults(content, faults))).blob()
  } catch (error) {
    throw faults.length > 0 ? faults[0] : error
  }
}
