import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A zlib stream: a duplex stream that counts the bytes it has used. */
export type Inflater = Duplex & { readonly bytesWritten: number }

/**
 * Passes a stream through one of `node:zlib`'s, and fails if that leaves bytes unused: zlib passes over zeros behind the end, and over
 * whatever follows those.
 */
export async function* through(source: AsyncIterable<Uint8Array>, inflater: Inflater): AsyncGenerator<Uint8Array> {
  let fed = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      fed += chunk.byteLength
      yield chunk
    }
  }
  const done = pipeline(counted, inflater).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  yield* inflater
  const failed = await done
  if (failed) throw failed.error
  if (inflater.bytesWritten !== fed) throw new Error(`${fed - inflater.bytesWritten} bytes follow its end`)
}
