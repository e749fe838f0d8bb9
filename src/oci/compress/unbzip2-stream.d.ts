/** The two parts of unbzip2-stream 1.4 that are used here; the package brings no types. */

declare module 'unbzip2-stream/lib/bit_iterator.js' {
  /** Makes a reader of bits, up to 32 at a time, from buffers that are asked for one by one. */
  function bitIterator(next: () => Uint8Array): bitIterator.BitIterator
  namespace bitIterator {
    interface BitIterator {
      /** The next bits as a number; null goes to the next whole byte. */
      (count: number | null): number
      readonly bytesRead: number
    }
  }
  export = bitIterator
}

declare module 'unbzip2-stream/lib/bzip2.js' {
  import type { BitIterator } from 'unbzip2-stream/lib/bit_iterator.js'
  const bzip2: {
    /** Reads a stream's header and gives its level. */
    header(bits: BitIterator): number
    /** Decodes a block and gives the stream's checksum so far; null at the stream's end. */
    decompress(
      bits: BitIterator,
      write: (byte: number) => void,
      work: Int32Array,
      size: number,
      crc: number,
    ): number | null
  }
  export = bzip2
}
