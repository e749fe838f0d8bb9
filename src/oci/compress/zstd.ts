import * as zlib from 'node:zlib'
import { type Inflater, through } from './through.js'
import { type ZstdFrame, zstdFrames } from './zstdFrames.js'
import { unzstdFrames } from './zstdPortable.js'

/**
 * The plain bytes of one or more zstd frames (RFC 8878). Node's own decoder does it where there is one (22.15 and later) and verifies
 * checksums, which fzstd does not. @throws Error for anything else
 */
export function unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const frames = zstdFrames(source)
  return hasZstd(zlib)
    ? through(pieces(frames), zlib.createZstdDecompress({ chunkSize: 1024 * 1024 }))
    : unzstdFrames(frames)
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
