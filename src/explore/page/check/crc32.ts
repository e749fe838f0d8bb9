import type { RunningCrc32 } from '../../../task/bundle/zip/source.js'

/** The CRC-32 of each byte (ISO 3309, as zip takes it). */
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** A running CRC-32, which browsers have not built in. */
export class PortableCrc32 implements RunningCrc32 {
  #rest = -1
  #size = 0

  get value(): number {
    return ~this.#rest >>> 0
  }

  get size(): number {
    return this.#size
  }

  update(bytes: Uint8Array): void {
    let rest = this.#rest
    for (const byte of bytes) rest = (table[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8)
    this.#rest = rest
    this.#size += bytes.byteLength
  }
}
