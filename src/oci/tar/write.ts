import { once } from 'node:events'
import { pack } from 'tar-stream'
import { OciPackError } from '../../core/errors.js'
import { endOfArchive, padding } from './header.js'

/** A regular file that goes into an archive, or, where its name ends in `/`, an empty folder. */
export interface ArchiveFile {
  readonly name: string
  /** Bytes of content. */
  readonly size: number
  /** Begins to read the content. */
  open(): AsyncIterable<Uint8Array>
}

/**
 * Frames files as a tar archive, one after the other as they are given: files 0644, folders 0755, of root. Chunks of content pass through as they are,
 * and no faster than they are taken; who stops taking them closes the content. The same files give the same bytes.
 * @param mtime the time of all files, in seconds since 1970; what 31 bits cannot hold becomes the nearest that they can
 * @throws OciPackError `integrity` for a content that is shorter or longer than its size says; errors of the contents pass unchanged
 */
export async function* packArchive(
  files: Iterable<ArchiveFile> | AsyncIterable<ArchiveFile>,
  mtime: number,
): AsyncGenerator<Uint8Array> {
  const time = timeOf(mtime)
  for await (const file of files) {
    yield* header(file, time)
    yield* content(file)
    yield new Uint8Array(padding(file.size))
  }
  yield endOfArchive
}

/** Bytes and where in an archive they belong. */
export interface PlacedBytes {
  readonly offset: number
  readonly bytes: Uint8Array
}

/**
 * The archive that `packArchive` makes of the same files, in parts that may be written in any order: what is between the contents, and each
 * content, whose parts come in their order. What no part covers is zero. @throws as `packArchive`, where a content is read
 */
export async function archiveParts(
  files: Iterable<ArchiveFile>,
  mtime: number,
): Promise<{
  readonly frame: readonly PlacedBytes[]
  readonly contents: readonly { readonly file: ArchiveFile; open(): AsyncIterable<PlacedBytes> }[]
}> {
  const frame: PlacedBytes[] = []
  const contents: { file: ArchiveFile; open(): AsyncIterable<PlacedBytes> }[] = []
  let end = 0
  for (const file of files) {
    for await (const bytes of header(file, timeOf(mtime))) {
      frame.push({ offset: end, bytes })
      end += bytes.byteLength
    }
    const offset = end
    contents.push({ file, open: () => placed(content(file), offset) })
    end += file.size + padding(file.size)
  }
  frame.push({ offset: end, bytes: endOfArchive })
  return { frame, contents }
}

async function* placed(chunks: AsyncIterable<Uint8Array>, start: number): AsyncGenerator<PlacedBytes> {
  let offset = start
  for await (const bytes of chunks) {
    yield { offset, bytes }
    offset += bytes.byteLength
  }
}

/** The bytes of the archive that `packArchive` makes of the same files. No content is read. */
export async function archiveSize(files: Iterable<ArchiveFile>, mtime: number): Promise<number> {
  let size = endOfArchive.byteLength
  for (const file of files) {
    for await (const block of header(file, timeOf(mtime))) size += block.byteLength
    size += file.size + padding(file.size)
  }
  return size
}

function timeOf(mtime: number): Date {
  return new Date(1000 * Math.min(Math.max(mtime, 0), 2 ** 31 - 1))
}

/**
 * The blocks before a content. tar-stream makes them alone: left to move the contents too, it would wait forever for a reader that has
 * gone away.
 */
async function* header({ name, size }: ArchiveFile, mtime: Date): AsyncGenerator<Uint8Array> {
  const archive = pack()
  // The entry is given up once its header is there, which it takes for an error.
  archive.on('error', () => undefined)
  // tar-stream takes a mode of 0 for none given: the bits of the type keep it from guessing.
  const [type, mode] = name.endsWith('/') ? (['directory', 0o40755] as const) : (['file', 0o100644] as const)
  const entry = archive.entry({ name, size, type, mode, mtime, uid: 0, gid: 0 })
  entry.on('error', () => undefined)
  await once(archive, 'readable')
  for (let block: unknown; (block = archive.read()) instanceof Uint8Array;) yield block
  archive.destroy()
}

async function* content(file: ArchiveFile): AsyncGenerator<Uint8Array> {
  const { name, size } = file
  let written = 0
  for await (const chunk of file.open()) {
    written += chunk.byteLength
    if (written > size) break
    yield chunk
  }
  if (written === size) return
  const found = written > size ? 'more' : String(written)
  throw new OciPackError('integrity', `${name} was to have ${size} bytes, and has ${found}`)
}
