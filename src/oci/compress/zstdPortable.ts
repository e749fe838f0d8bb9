import { Decompress } from 'fzstd'
import type { ZstdFrame } from './zstdFrames.js'

/** The plain bytes of zstd frames by fzstd, wherever JavaScript runs. Checksums are not verified. @throws Error for what is damaged */
export async function* unzstdFrames(frames: AsyncIterable<ZstdFrame>): AsyncGenerator<Uint8Array> {
  const blocks: Uint8Array[] = []
  for await (const frame of frames) {
    const decoder = new Decompress((block) => blocks.push(block))
    for await (const piece of frame) {
      decoder.push(piece)
      yield* blocks.splice(0)
    }
    decoder.push(new Uint8Array(0), true)
    yield* blocks.splice(0)
  }
}
