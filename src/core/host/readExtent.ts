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

/** As `readExtent`, of a file that is open and stays so, in chunks of at most `chunk` bytes. */
export async function* readOpen(
  file: FileHandle,
  { path, offset }: { path: string; offset: number },
  size: number,
  chunk: number,
): AsyncGenerator<Uint8Array> {
  const end = offset + size
  for (let at = offset; at < end;) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunk, end - at))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
      throw fromSystemError(error, `cannot read ${path}`)
    })
    if (bytesRead === 0) throw new OciPackError('integrity', `${path} is truncated: it ends before byte ${end}`)
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** A file opened for reading. @throws OciPackError `io` */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
