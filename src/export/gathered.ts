const pieceSize = 1024 * 1024
/** A chunk of this size is not worth being copied. */
const largeSize = pieceSize / 4

/**
 * The same bytes in chunks of up to about 1 MiB, so that many small pieces are not written in as many turns; large ones are handed on as they are. A chunk is good until the one after the
 * next is asked for, since its memory is used again: new memory for each costs more than to fill it.
 */
export async function* gathered(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // One is filled while the other may still be written.
  let filling: Uint8Array | undefined
  let written: Uint8Array | undefined
  let filled = 0
  for await (const chunk of chunks) {
    if (chunk.byteLength >= largeSize) {
      if (filling && filled > 0) {
        yield filling.subarray(0, filled)
        ;[filling, written] = [written, filling]
        filled = 0
      }
      yield chunk
      continue
    }
    for (let rest = chunk; rest.byteLength > 0;) {
      filling ??= Buffer.allocUnsafeSlow(pieceSize)
      const part = rest.subarray(0, pieceSize - filled)
      filling.set(part, filled)
      filled += part.byteLength
      rest = rest.subarray(part.byteLength)
      if (filled < pieceSize) continue
      yield filling
      ;[filling, written] = [written, filling]
      filled = 0
    }
  }
  if (filling && filled > 0) yield filling.subarray(0, filled)
}
