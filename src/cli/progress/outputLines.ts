import { settledLine } from '../text/harmless.js'

/** A line this long is shown in parts, so that a program that writes no line feed does not fill the memory. */
const maxLength = 16_384

/** Cuts what a program writes, in pieces of any size, into lines that can be shown. */
export class OutputLines {
  readonly #decoder = new TextDecoder()
  #rest = ''

  /** The lines that a piece completes. */
  add(data: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(data, { stream: true })).split('\n')
    this.#rest = lines.pop() ?? ''
    if (this.#rest.length > maxLength) {
      lines.push(this.#rest)
      this.#rest = ''
    }
    return lines.map(settledLine)
  }

  /** The last line, where it has no line feed. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.decode()
    this.#rest = ''
    return rest === '' ? [] : [settledLine(rest)]
  }
}
