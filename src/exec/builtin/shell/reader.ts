import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'

/** Constructs that hold each other, to this depth, are read. */
const deepest = 100

/** A text that is read from its start to its end. */
export class Reader {
  readonly text: ByteString
  #at = 0
  #depth = 0

  constructor(text: ByteString) {
    this.text = text
  }

  get at(): number {
    return this.#at
  }

  get done(): boolean {
    return this.#at >= this.text.length
  }

  /** What a sticky pattern matches here, which is then passed. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** Whether a sticky pattern matches here. */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    return pattern.test(this.text)
  }

  /** Passes what a sticky pattern matches, which must be here. */
  expect(pattern: RegExp): string {
    return this.match(pattern) ?? this.refuse()
  }

  /** Reads a construct that may hold others of its kind. */
  nested<T>(read: () => T): T {
    if (++this.#depth > deepest) throw new NotUnderstood('constructs that are nested too deeply')
    const result = read()
    this.#depth--
    return result
  }

  /** Gives the text up: here is what is not understood. */
  refuse(): never {
    const line = this.text.slice(0, this.#at).split('\n').length
    const rest = this.text.slice(this.#at, this.#at + 20).split('\n')[0] ?? ''
    throw new NotUnderstood(`the shell's text at ${this.done ? 'its end' : `line ${line}: ${JSON.stringify(rest)}`}`)
  }
}
