import { crc32 } from 'node:zlib'
import type { RunningCrc32 } from './source.js'

/** A running CRC-32 by Node. */
export class Crc32 implements RunningCrc32 {
  #value = 0
  #size = 0

  get value(): number {
    return this.#value
  }

  get size(): number {
    return this.#size
  }

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value)
    this.#size += bytes.byteLength
  }
}
