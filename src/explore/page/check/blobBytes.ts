const pieceSize = 1024 * 1024

/** The bytes of a file, a piece at a time; `read` hears how many there were so far. */
export async function* blobBytes(
  blob: Blob,
  read: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += pieceSize) {
    const piece = blob.slice(at, at + pieceSize)
    yield new Uint8Array(await piece.arrayBuffer())
    read(at + piece.size)
  }
}
