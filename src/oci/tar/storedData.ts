import type { OciPackError } from '../../core/errors.js'
import type { Cursor } from '../../core/cursor.js'
import { damaged, type Place } from './fault.js'

/** The stored data of the entry that is being read, and the padding behind it. */
export class StoredData {
  readonly #input: Cursor
  readonly #place: Place
  readonly #padding: number
  #left: number
  #passed = false

  constructor(input: Cursor, place: Place, size: number, padding: number) {
    this.#input = input
    this.#place = place
    this.#left = size
    this.#padding = padding
  }

  /** The next `length` bytes. @throws OciPackError `format` if the archive ends before */
  async *read(length: number): AsyncGenerator<Uint8Array> {
    for (let missing = length; missing > 0;) {
      if (this.#passed) throw new Error('the content of a tar entry was asked for after the next entry')
      const chunk = await this.#input.some(Math.min(missing, this.#left))
      if (chunk === undefined) throw this.#cutShort()
      missing -= chunk.length
      this.#left -= chunk.length
      yield chunk
    }
  }

  /** Goes past what is left if that is at hand; false if it takes waiting, and then nothing has happened. */
  passNow(): boolean {
    this.#passed = this.#input.take(this.#left + this.#padding) !== undefined
    return this.#passed
  }

  /** Goes past what is left. An archive may end within padding. @throws OciPackError `format` if it ends within the data */
  async pass(): Promise<void> {
    this.#passed = true
    this.#left -= await this.#input.skip(this.#left)
    if (this.#left > 0) throw this.#cutShort()
    await this.#input.skip(this.#padding)
  }

  #cutShort(): OciPackError {
    return damaged(this.#place, `the archive ends ${this.#left} bytes before the data of this entry does`)
  }
}
