import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'
import { type Inflater, through } from './through.js'
import { type ZstdFrame, zstdFrames } from './zstdFrames.js'

/**
 * The plain bytes of one or more zstd frames (RFC 8878). Node's own decoder does it where there is one (22.15 and later) and verifies
 * checksums, which fzstd does not. @throws Error for anything else
 */
export function unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const frames = zstdFrames(source)
  return hasZstd(zlib)
    ? through(pieces(frames), zlib.createZstdDecompress({ chunkSize: 1024 * 1024 }))
    : portable(frames)
}

/** What Node 22.15 and later have; the types of Node 20 do not tell of it. */
interface ZstdModule {
  createZstdDecompress(options: { chunkSize: number }): Inflater
}

function hasZstd(module: object): module is ZstdModule {
  return 'createZstdDecompress' in module
}

async function* pieces(frames: AsyncIterable<ZstdFrame>): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) yield* frame
}

/** The same by fzstd, on whatever Node. */
export async function* portable(frames: AsyncIterable<ZstdFrame>): AsyncGenerator<Uint8Array> {
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
