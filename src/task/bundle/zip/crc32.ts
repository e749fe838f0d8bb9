import { crc32 } from 'node:zlib'

/** A running CRC-32 over bytes that pass by, with their count. */
export class Crc32 {
  #value = 0
  #size = 0

  /** The CRC-32 of the bytes seen so far. */
  get value(): number {
    return this.#value
  }

  /** Bytes seen so far. */
  get size(): number {
    return this.#size
  }

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value)
    this.#size += bytes.byteLength
  }
}
