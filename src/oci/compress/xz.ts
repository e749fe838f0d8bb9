// A CommonJS package: Node finds no names in it, only the default.
import xz from 'xz-decompress'
import { streamOf } from '../../core/streamOf.js'

/**
 * The plain bytes of one or more xz streams (xz file format 1.2), CRC32 and CRC64 verified. The package knows LZMA2 alone, no other
 * filter and no SHA-256 check, and windows of up to 64 MiB. @throws Error for anything else
 */
export async function* unxz(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const plain = new xz.XzReadableStream(streamOf(source)).getReader()
  try {
    for (let next; !(next = await plain.read()).done;) yield next.value
  } finally {
    // The package fails to stop once it has read all of its source, and then there is nothing left to stop.
    await plain.cancel().catch(() => undefined)
  }
}
