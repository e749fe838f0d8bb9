const mostAtOnce = 1024 * 1024

/** The bytes of a file, a piece at a time; `onRead` hears how many each had. */
export async function* blobBytes(
  blob: Blob,
  { piece = mostAtOnce, onRead = () => undefined }: { piece?: number; onRead?: (bytes: number) => void } = {},
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += piece) {
    const part = blob.slice(at, at + piece)
    yield new Uint8Array(await part.arrayBuffer())
    onRead(part.size)
  }
}
