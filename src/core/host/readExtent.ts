import { type FileHandle, open } from 'node:fs/promises'
import { fromSystemError, OciPackError } from '../errors.js'

const chunkSize = 1024 * 1024

/**
 * The `size` bytes from `offset` on of the file `path`, in chunks of 1 MiB that the caller may keep. The file is closed when the
 * iteration ends, however it ends. @throws OciPackError `integrity` where the file is shorter, `io`
 */
export async function* readExtent(
  { path, offset }: { path: string; offset: number },
  size: number,
): AsyncGenerator<Uint8Array> {
  const file = await openFile(path)
  try {
    yield* readOpen(file, { path, offset }, size, chunkSize)
  } finally {
    await file.close()
  }
}

/** As `readExtent`, of a file that is open and stays so, in chunks of at most `chunk` bytes; one is read ahead of its use. */
export async function* readOpen(
  file: FileHandle,
  { path, offset }: { path: string; offset: number },
  size: number,
  chunk: number,
): AsyncGenerator<Uint8Array> {
  const end = offset + size
  const read = (at: number): Promise<Uint8Array> | undefined =>
    at < end ? readChunk(file, path, at, Math.min(chunk, end - at)) : undefined
  let ahead = read(offset)
  try {
    for (let at = offset; ahead;) {
      const bytes = await ahead
      at += bytes.byteLength
      ahead = read(at)
      // Its error is met when its turn comes.
      ahead?.catch(() => undefined)
      yield bytes
    }
  } finally {
    await ahead?.catch(() => undefined)
  }
}

/** Up to `length` bytes from a byte of an open file on, at least one. @throws OciPackError `integrity` where the file ends there, `io` */
export async function readChunk(file: FileHandle, path: string, at: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length)
  const { bytesRead } = await file.read(buffer, 0, length, at).catch((error: unknown) => {
    throw fromSystemError(error, `cannot read ${path}`)
  })
  if (bytesRead > 0) return buffer.subarray(0, bytesRead)
  throw new OciPackError('integrity', `${path} is truncated: it ends before byte ${at + length}`)
}

/** A file opened for reading. @throws OciPackError `io` */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
