/** A running CRC-32 over bytes that pass by, with their count. */
export interface RunningCrc32 {
  readonly value: number
  readonly size: number
  update(bytes: Uint8Array): void
}

/** A zip that is open, for as long as it is read: what is done to its bytes stands beside them, for browsers have other means than Node. */
export interface OpenZip {
  /** What it is called in messages, and where its bytes lie. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** `size` bytes from `offset` on, in chunks of at most 1 MiB. @throws OciPackError `integrity` where the zip is shorter, `io` */
  readonly read: (offset: number, size: number) => AsyncIterable<Uint8Array>
  /**
   * The plain bytes of a deflated stream (RFC 1951), which may be followed by something else; then how many bytes of the source belonged to it.
   * `listed` is what the zip's directory says of that. @throws Error for one that is damaged or cut short; the source's own errors pass unchanged
   */
  readonly inflate: (
    source: AsyncIterable<Uint8Array>,
    listed: number | undefined,
  ) => AsyncGenerator<Uint8Array, number>
  readonly crc32: () => RunningCrc32
}

/** Few bytes of a zip as one. @throws OciPackError `integrity` where the zip is shorter, `io` */
export async function readAt({ read }: Pick<OpenZip, 'read'>, offset: number, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of read(offset, size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
