/** Numbers of an ELF file, by the width and the byte order that it has. What lies outside reads as zero. */
export class ElfFields {
  readonly wide: boolean
  readonly #view: DataView
  readonly #little: boolean

  constructor(bytes: Uint8Array, wide: boolean, little: boolean) {
    this.wide = wide
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#little = little
  }

  u16(at: number): number {
    return this.#has(at, 2) ? this.#view.getUint16(at, this.#little) : 0
  }

  u32(at: number): number {
    return this.#has(at, 4) ? this.#view.getUint32(at, this.#little) : 0
  }

  /** An address or a size. Beyond 2^53 it is rounded: nothing is there in any file. */
  word(at: number): number {
    if (!this.wide) return this.u32(at)
    return this.#has(at, 8) ? Number(this.#view.getBigUint64(at, this.#little)) : 0
  }

  #has(at: number, length: number): boolean {
    return at + length <= this.#view.byteLength
  }
}
