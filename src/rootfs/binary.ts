import type { ByteString } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'

/**
 * Writes numbers and byte strings compactly. Numbers go seven bits a byte, the lowest first (LEB128); the strings stand together behind
 * all numbers, so that a reader turns them into characters at once.
 */
export class BinaryWriter {
  #numbers = Buffer.allocUnsafe(64 * 1024)
  #length = 0
  readonly #texts: ByteString[] = []

  /** A whole number from 0 to 2^53 - 1. */
  number(value: number): void {
    if (this.#length + 8 > this.#numbers.length) this.#numbers = Buffer.concat([this.#numbers, this.#numbers])
    let rest = value
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) this.#numbers[this.#length++] = 0x80 | (rest % 128)
    for (; rest > 0x7f; rest >>>= 7) this.#numbers[this.#length++] = 0x80 | (rest & 0x7f)
    this.#numbers[this.#length++] = rest
  }

  /** A whole number from -(2^53 - 1) to 2^53 - 1. */
  signed(value: number): void {
    this.number(value < 0 ? 1 : 0)
    this.number(Math.abs(value))
  }

  text(value: ByteString): void {
    this.number(value.length)
    this.#texts.push(value)
  }

  bytes(): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32LE(this.#length)
    return Buffer.concat([count, this.#numbers.subarray(0, this.#length), Buffer.from(this.#texts.join(''), 'latin1')])
  }
}

/** Reads what a BinaryWriter wrote, in the same order. @throws OciPackError `format` where there is no more */
export class BinaryReader {
  readonly #numbers: Buffer
  readonly #texts: ByteString
  #at = 0
  #textAt = 0

  constructor(bytes: Buffer) {
    if (bytes.length < 4) throw cutShort()
    const end = 4 + bytes.readUInt32LE()
    this.#numbers = bytes.subarray(4, end)
    this.#texts = bytes.toString('latin1', Math.min(end, bytes.length))
  }

  number(): number {
    let byte = this.#byte()
    let value = byte & 0x7f
    for (let scale = 128; byte > 0x7f; scale *= 128) {
      byte = this.#byte()
      value += (byte & 0x7f) * scale
    }
    if (value > Number.MAX_SAFE_INTEGER) throw cutShort()
    return value
  }

  signed(): number {
    const negative = this.number() !== 0
    const value = this.number()
    return negative ? -value : value
  }

  text(): ByteString {
    const start = this.#textAt
    this.#textAt += this.number()
    if (this.#textAt > this.#texts.length) throw cutShort()
    return this.#texts.slice(start, this.#textAt)
  }

  #byte(): number {
    const byte = this.#numbers[this.#at++]
    if (byte === undefined) throw cutShort()
    return byte
  }
}

function cutShort(): OciPackError {
  return new OciPackError('format', 'the bytes end too early')
}
