import { fromSystemError, OciPackError } from '../errors.js'
import { openFile } from './readExtent.js'

/** Small enough for the processor's own memory, large enough to be few. */
const pieceSize = 1024 * 1024
/** One is read, one is handed out, and one may still be written. */
const pieces = 3

/**
 * As `readExtent`, in less time, for who only passes the bytes on: a chunk is good until the one after the next is asked for, since its
 * memory is used again. @throws OciPackError `integrity` where the file is shorter, `io`
 */
export async function* passExtent(
  { path, offset }: { path: string; offset: number },
  size: number,
): AsyncGenerator<Uint8Array> {
  const file = await openFile(path)
  const buffers = Array.from({ length: pieces }, () => Buffer.allocUnsafeSlow(Math.min(pieceSize, size)))
  const end = offset + size
  let turn = 0
  const read = async (at: number): Promise<Uint8Array> => {
    const buffer = buffers[turn++ % pieces] ?? Buffer.alloc(0)
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at)
    if (bytesRead > 0) return buffer.subarray(0, bytesRead)
    throw new OciPackError('integrity', `${path} is truncated: it ends before byte ${end}`)
  }
  let ahead = offset < end ? read(offset) : undefined
  try {
    for (let at = offset; ahead;) {
      const bytes: Uint8Array = await ahead
      at += bytes.byteLength
      ahead = at < end ? read(at) : undefined
      // Its error is met when its turn comes.
      ahead?.catch(() => undefined)
      yield bytes
    }
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  } finally {
    await ahead?.catch(() => undefined)
    await file.close()
  }
}
