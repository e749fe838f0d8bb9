const gatheredSize = 1024 * 1024

/** The same bytes in chunks of about 1 MiB, so that a tree of many small files is not written in as many small pieces. */
export async function* gathered(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    pending.push(chunk)
    size += chunk.byteLength
    if (size < gatheredSize) continue
    yield whole(pending)
    pending = []
    size = 0
  }
  if (size > 0) yield whole(pending)
}

function whole(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  return only && parts.length === 1 ? only : Buffer.concat(parts)
}
