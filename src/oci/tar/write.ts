import { type Pack, pack } from 'tar-stream'
import { OciPackError } from '../../core/errors.js'

/** A regular file that goes into an archive. */
export interface ArchiveFile {
  readonly name: string
  /** Bytes of content. */
  readonly size: number
  /** Begins to read the content. */
  open(): AsyncIterable<Uint8Array>
}

/**
 * Frames files as a tar archive, one after the other as they are given: mode 0644 of root. Chunks of content pass through as they are,
 * and no faster than they are taken. The same files give the same bytes.
 * @param mtime the time of all files, in seconds since 1970; what 31 bits cannot hold becomes the nearest that they can
 * @throws OciPackError `integrity` for a content that is shorter or longer than its size says; errors of the contents pass unchanged
 */
export async function* packArchive(
  files: Iterable<ArchiveFile> | AsyncIterable<ArchiveFile>,
  mtime: number,
): AsyncGenerator<Uint8Array> {
  const archive = pack()
  const added = addAll(archive, files, new Date(1000 * Math.min(Math.max(mtime, 0), 2 ** 31 - 1))).catch(
    (error: unknown) => {
      archive.destroy(error instanceof Error ? error : new Error(String(error)))
    },
  )
  try {
    for await (const chunk of archive) if (chunk instanceof Uint8Array) yield chunk
  } finally {
    archive.destroy()
    await added
  }
}

type Sink = ReturnType<Pack['entry']>

async function addAll(
  archive: Pack,
  files: Iterable<ArchiveFile> | AsyncIterable<ArchiveFile>,
  mtime: Date,
): Promise<void> {
  for await (const file of files) {
    if (archive.destroyed) return
    // tar-stream takes a mode of 0 for none given: the bit of a regular file keeps it from guessing.
    const entry = archive.entry({
      name: file.name,
      size: file.size,
      type: 'file',
      mode: 0o100644,
      mtime,
      uid: 0,
      gid: 0,
    })
    await writeContent(entry, file)
  }
  archive.finalize()
}

async function writeContent(entry: Sink, file: ArchiveFile): Promise<void> {
  const { name, size } = file
  let wake: () => void = ignore
  const closed = new Promise<void>((resolve) => entry.once('close', resolve))
  entry.on('drain', () => wake())
  entry.on('close', () => wake())
  // An entry fails with its archive, and that is where the error is seen.
  entry.on('error', ignore)
  let written = 0
  for await (const chunk of file.open()) {
    written += chunk.byteLength
    if (written > size) break
    if (!entry.write(chunk)) await new Promise<void>((resolve) => (wake = resolve))
    if (entry.destroyed) return
  }
  if (written !== size) {
    const found = written > size ? 'more' : String(written)
    throw new OciPackError('integrity', `${name} was to have ${size} bytes, and has ${found}`)
  }
  entry.end(null)
  await closed
}

function ignore(): void {}
