/**
 * A stream in blocks of `size` bytes, but for the last, however it came. A chunk that is just a block is handed on as it is: the source
 * must not use its memory again.
 */
export async function* blocks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(0)
  let filled = 0
  for await (const chunk of source) {
    if (filled === 0 && chunk.length === size) {
      yield chunk
      continue
    }
    for (let at = 0; at < chunk.length;) {
      if (filled === 0) block = Buffer.allocUnsafeSlow(size)
      const part = chunk.subarray(at, at + size - filled)
      block.set(part, filled)
      at += part.length
      filled += part.length
      if (filled < size) continue
      yield block
      filled = 0
    }
  }
  if (filled > 0) yield block.subarray(0, filled)
}
