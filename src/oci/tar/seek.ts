import { OciPackError } from '../../core/errors.js'
import { padding } from './header.js'
import { readTar, type TarEnd, type TarEntry } from './read.js'

/** An archive of an image holds a few entries a layer; one with more than this is not read on. */
const maxEntries = 100_000

/** A tar archive whose bytes can be read from anywhere on. */
export interface SeekableTar {
  /** What it is called in messages. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** The bytes from `offset` to the end, in chunks that are small: of what lies between two headers nothing need be read. */
  readonly read: (offset: number) => AsyncIterable<Uint8Array>
}

/** An entry, and where its data begin in the archive. */
export type SoughtEntry = Pick<TarEntry, 'header' | 'sparse' | 'offset' | 'storedSize'>

/**
 * The entries of a tar archive, in its order, read by seeking from one header to the next; then how it ends is returned. @throws OciPackError
 * `format`, `integrity` where the archive is truncated; what `read` throws
 */
export async function* seekEntries(tar: SeekableTar): AsyncGenerator<SoughtEntry, TarEnd> {
  const { name, size } = tar
  let count = 0
  for (let at = 0; ;) {
    const found = await firstEntry(tar, at)
    if (!('header' in found)) return { ...found, offset: at }
    const { header, sparse, storedSize } = found
    const offset = at + found.offset
    at = offset + storedSize + padding(storedSize)
    if (offset + storedSize > size)
      throw new OciPackError('integrity', `${name} is truncated: it ends within ${JSON.stringify(header.path)}`, {
        hint: 'It was cut short: make or copy it again.',
      })
    if (++count > maxEntries)
      throw new OciPackError('format', `${name} has more than ${maxEntries} entries: it is no image`)
    yield { header, offset, storedSize, ...(sparse ? { sparse } : {}) }
  }
}

/** The entry whose header stands at a byte, of whose content nothing is read; or the archive's end. */
async function firstEntry({ name, read }: SeekableTar, at: number): Promise<TarEntry | TarEnd> {
  const entries = readTar(read(at))
  try {
    return (await entries.next()).value
  } catch (error) {
    if (!(error instanceof OciPackError) || error.code === 'io') throw error
    throw new OciPackError('format', `${name}, from byte ${at} on: ${error.message}`, { cause: error })
  } finally {
    await entries.return({ offset: 0, blocks: 0, followed: false })
  }
}
