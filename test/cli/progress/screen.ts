import xterm from '@xterm/headless'
import { FakeOutput } from '../fakeIo.js'

/** A terminal with a screen that can be read: what is written to it is drawn as a terminal draws it. */
export class Screen extends FakeOutput {
  readonly #terminal: xterm.Terminal
  readonly #listeners = new Set<() => void>()

  constructor(size: { readonly columns: number; readonly rows: number }) {
    super({ isTTY: true, ...size })
    this.#terminal = new xterm.Terminal({
      cols: size.columns,
      rows: size.rows,
      convertEol: true,
      scrollback: 10_000,
      allowProposedApi: true,
    })
  }

  override write(text: string | Uint8Array, done?: (error?: Error | null) => void): boolean {
    this.#terminal.write(text)
    return super.write(text, done)
  }

  on(_: 'resize', listener: () => void): void {
    this.#listeners.add(listener)
  }

  off(_: 'resize', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  /** Changes the window's size, and tells who listens. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#drawn()
    this.#terminal.resize(columns, rows)
    // It has two columns at least.
    this.columns = this.#terminal.cols
    this.rows = this.#terminal.rows
    for (const listener of this.#listeners) listener()
  }

  /** The rows that are in sight, down to the last one that is not empty. */
  async shown(): Promise<string[]> {
    await this.#drawn()
    return this.#rows(this.#terminal.buffer.active.baseY)
  }

  /** All rows, those that have scrolled out of sight too. */
  async all(): Promise<string[]> {
    await this.#drawn()
    return this.#rows(0)
  }

  #rows(from: number): string[] {
    const { active } = this.#terminal.buffer
    const rows: string[] = []
    for (let y = from; y < active.length; y++) rows.push(active.getLine(y)?.translateToString(true) ?? '')
    while (rows.at(-1) === '') rows.pop()
    return rows
  }

  /** The terminal draws what it is told in pieces. */
  #drawn(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write('', resolve))
  }
}
