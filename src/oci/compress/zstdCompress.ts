import { blocks } from './blocks.js'
import type { CompressOptions } from './gzip.js'
import { inOrder } from './inOrder.js'
import { Threads } from './threads.js'

/** Bytes of content in a frame: larger ones are hardly smaller together, and need more memory to make and to read. */
const frameSize = 2 * 1024 * 1024

/** What the bytes hang on besides content and level: how frames are cut, and the compressor, which is WebAssembly and so the same on every host. */
export const zstdVersion = '1-wasm-0.0.27'

/**
 * A stream as zstd frames of 2 MiB of content each (RFC 8878), which are made side by side by threads. The bytes depend on the content and the level
 * alone, on whatever host. Memory: some 20 MiB for each processor. The source's chunks must stay as they are.
 */
export async function* zstd(source: AsyncIterable<Uint8Array>, { level }: CompressOptions): AsyncGenerator<Uint8Array> {
  const threads = new Threads(() => {
    const input = new SharedArrayBuffer(frameSize)
    const program = new URL('zstdWorker.mjs', import.meta.url)
    return { program, data: { input, level }, shared: new Uint8Array(input) }
  })
  const compressed = (block: Uint8Array): Promise<Uint8Array> =>
    threads.work((shared) => {
      shared.set(block)
      return block.length
    })
  try {
    let frames = 0
    for await (const frame of inOrder(blocks(source, frameSize), compressed)) {
      frames += 1
      yield frame
    }
    // No frame at all is no zstd stream.
    if (frames === 0) yield await compressed(new Uint8Array(0))
  } finally {
    await threads.close()
  }
}
