import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A zlib stream: a duplex stream that counts the bytes it has used. */
export type Inflater = Duplex & { readonly bytesWritten: number }

/**
 * Passes a stream through one of `node:zlib`'s. That passes over zeros behind the end, and over whatever follows those; here zeros are
 * taken for padding, as gzip(1) and Docker take them, and anything else is an error.
 */
export async function* through(source: AsyncIterable<Uint8Array>, inflater: Inflater): AsyncGenerator<Uint8Array> {
  let fed = 0
  let beforeZeros = 0
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      const last = chunk.findLastIndex((byte) => byte !== 0)
      if (last >= 0) beforeZeros = fed + last + 1
      fed += chunk.byteLength
      yield chunk
    }
  }
  const done = pipeline(watched, inflater).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  try {
    // Its end may come before the source's: the rest is still to be fed to it.
    yield* inflater.iterator({ destroyOnReturn: false })
    const failed = await done
    if (failed) throw failed.error
    if (inflater.bytesWritten < beforeZeros) throw new Error('other bytes follow its end')
  } finally {
    inflater.destroy()
  }
}
