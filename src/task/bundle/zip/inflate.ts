import { createInflateRaw, type InflateRaw } from 'node:zlib'
import { drained } from '../../../oci/portable/drained.js'

const chunkSize = 1024 * 1024

/**
 * The plain bytes of a deflated stream (RFC 1951), which may be followed by something else. Its last value is how many bytes of the source
 * belonged to it. @throws Error of zlib for one that is damaged or cut short; the source's own errors pass unchanged
 */
export async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, number> {
  const inflater = createInflateRaw({ chunkSize })
  const feeding = feed(source, inflater)
  try {
    for await (const chunk of inflater) if (chunk instanceof Uint8Array) yield chunk
  } finally {
    inflater.destroy()
    await feeding
  }
  return inflater.bytesWritten
}

/** Hands the source on, no faster than it is taken, until the stream is over. */
async function feed(source: AsyncIterable<Uint8Array>, inflater: InflateRaw): Promise<void> {
  try {
    for await (const chunk of source) {
      if (inflater.destroyed || inflater.readableEnded) return
      if (!inflater.write(chunk)) await drained(inflater)
    }
    if (!inflater.destroyed) inflater.end()
  } catch (error) {
    inflater.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}
