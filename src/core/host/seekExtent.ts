import type { SkippingStream } from '../cursor.js'
import { openFile, readChunk } from './readExtent.js'

/** What is read at once: a dozen files of the usual size, so that neither each header costs a read nor each large file all of it. */
const chunkSize = 256 * 1024

/**
 * As `readExtent`, for who skips most of it: what is skipped is not read. Read once, from its beginning.
 * @throws OciPackError `integrity` where the file is shorter, `io`
 */
export function seekExtent({ path, offset }: { path: string; offset: number }, size: number): SkippingStream {
  const end = offset + size
  let at = offset
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const file = await openFile(path)
    try {
      while (at < end) {
        const chunk = await readChunk(file, path, at, Math.min(chunkSize, end - at))
        at += chunk.byteLength
        yield chunk
      }
    } finally {
      await file.close()
    }
  }
  return {
    [Symbol.asyncIterator]: chunks,
    skip(count) {
      const skipped = Math.min(count, end - at)
      at += skipped
      return skipped
    },
  }
}
