/** Reads a stream to its end, for what its source learns on the way. `each` is called for every chunk, and may throw. */
export async function drain(source: AsyncIterable<Uint8Array>, each?: () => void): Promise<void> {
  const chunks = source[Symbol.asyncIterator]()
  try {
    while (!(await chunks.next()).done) each?.()
  } finally {
    await chunks.return?.()
  }
}
