/** So much of a line is held back; a longer one is handed on in parts. */
const maxHeld = 65_536
const [lineFeed, carriageReturn] = [0x0a, 0x0d]

/** Hands bytes on by whole lines, so that those of two streams do not get mixed where both go to one place. */
export class WholeLines {
  readonly #write: (bytes: Uint8Array) => Promise<void>
  #held: Uint8Array[] = []
  #size = 0

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write
  }

  /** Hands on what a piece completes. */
  async add(bytes: Uint8Array): Promise<void> {
    // A bar that a program draws over and over ends with a carriage return.
    const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1
    if (end > 0) await this.#flush(bytes.subarray(0, end))
    if (end === bytes.byteLength) return
    // The piece's memory may be used again by whoever gave it.
    this.#held.push(bytes.slice(end))
    this.#size += bytes.byteLength - end
    if (this.#size > maxHeld) await this.#flush()
  }

  /** Hands on the last line, where it has no end. */
  async end(): Promise<void> {
    await this.#flush()
  }

  async #flush(more?: Uint8Array): Promise<void> {
    const parts = more ? [...this.#held, more] : this.#held
    this.#held = []
    this.#size = 0
    if (parts.length > 0) await this.#write(Buffer.concat(parts))
  }
}
