import { streamOf } from '../../../core/streamOf.js'

/**
 * The plain bytes of a deflated stream, which ends where the directory of its zip says: the browser's own inflater does not tell where that is.
 * @throws Error for one that is damaged or ends elsewhere; the source's own errors pass unchanged
 */
export async function* inflateRaw(
  source: AsyncIterable<Uint8Array>,
  listed: number | undefined,
): AsyncGenerator<Uint8Array, number> {
  if (listed === undefined) throw new Error('the browser needs the directory of the zip to know where it ends')
  const reader = streamOf(firstBytes(source, listed)).pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  try {
    for (let next; !(next = await reader.read()).done;) yield next.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
  return listed
}

async function* firstBytes(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let left = count
  for await (const chunk of source) {
    yield new Uint8Array(chunk.subarray(0, left))
    left -= chunk.byteLength
    if (left <= 0) return
  }
}
