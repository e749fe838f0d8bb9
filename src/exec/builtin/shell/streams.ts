import type { ByteString } from '../../../core/bytes.js'
import type { Node } from '../../../rootfs/node.js'
import { nodeAt } from '../../../rootfs/tree.js'
import type { Input } from '../applets/applet.js'
import type { Budget } from '../budget.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { System } from '../system.js'

/** Where a process writes to. */
export interface Output {
  write(text: ByteString): void
}

/** Standard input, output and error. */
export interface Streams {
  readonly input: TextInput
  readonly output: Output
  readonly error: Output
}

/** /dev/null */
export const nowhere: Output = { write: () => undefined }

/** What is printed, to be used later. */
export class Gathered implements Output {
  readonly #budget: Budget
  readonly #parts: ByteString[] = []

  constructor(budget: Budget) {
    this.#budget = budget
  }

  write(text: ByteString): void {
    this.#budget.spend(text.length)
    this.#parts.push(text)
  }

  get text(): ByteString {
    return this.#parts.join('')
  }
}

/** A text that is read once, by whoever comes first. */
export class TextInput implements Input {
  readonly #load: () => Promise<Uint8Array>
  #text: ByteString | undefined
  #at = 0

  /** @param load reads the text, when somebody asks for it */
  constructor(load: () => Promise<Uint8Array>) {
    this.#load = load
  }

  static of(text: ByteString): TextInput {
    return new TextInput(() => Promise.resolve(Buffer.from(text, 'latin1')))
  }

  async readAll(): Promise<Uint8Array> {
    const text = await this.#whole()
    const rest = text.slice(this.#at)
    this.#at = text.length
    return Buffer.from(rest, 'latin1')
  }

  /** The next line, with its end if it has one; empty behind the last one. */
  async readLine(): Promise<ByteString> {
    const text = await this.#whole()
    const end = text.indexOf('\n', this.#at)
    const line = text.slice(this.#at, end < 0 ? text.length : end + 1)
    this.#at += line.length
    return line
  }

  /** Whether nothing is left to be read. */
  async isUsedUp(): Promise<boolean> {
    return this.#at === (await this.#whole()).length
  }

  async #whole(): Promise<ByteString> {
    return (this.#text ??= Buffer.from(await this.#load()).toString('latin1'))
  }
}

/** A file of the tree that is open for writing, at its end. Close it. */
export class FileOutput implements Output {
  readonly #system: System
  readonly #path: ByteString
  #node: Node | undefined
  /** May have more room than the text takes. */
  #bytes: Buffer
  #length: number

  /** @param bytes what the file at `path` holds */
  constructor(system: System, path: ByteString, bytes: Uint8Array) {
    this.#system = system
    this.#path = path
    this.#node = nodeAt(system.files.root, path)
    system.budget.spend(bytes.byteLength)
    this.#bytes = Buffer.from(bytes)
    this.#length = bytes.byteLength
    system.written.add(path)
  }

  write(text: ByteString): void {
    if (text === '') return
    const { files, budget } = this.#system
    budget.spend(text.length)
    const node = nodeAt(files.root, this.#path)
    if (node?.type !== 'file' || node !== this.#node) throw new NotUnderstood('a file that changes while it is open')
    const length = this.#length + text.length
    if (length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes.subarray(0, this.#length)], length * 2)
    this.#bytes.write(text, this.#length, 'latin1')
    this.#length = length
    const bytes = this.#bytes.subarray(0, length)
    this.#node = files.touched({ ...node, size: length, content: { from: 'bytes', bytes } } as const)
    files.replace(this.#path, this.#node)
  }

  close(): void {
    this.#system.written.delete(this.#path)
  }
}
