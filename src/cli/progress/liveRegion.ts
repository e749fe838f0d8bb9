import type { Output } from '../io.js'
import { displayWidth } from '../text/width.js'

const clearLine = '\x1b[K'
const clearBelow = '\x1b[J'
const lineUp = '\x1b[A'

/**
 * The last lines of a terminal, which are drawn anew again and again; what stands above them stays. The cursor rests below the
 * region's last line and never moves above its first one.
 */
export class LiveRegion {
  readonly #output: Output
  /** How many columns each line on the screen takes. */
  #widths: readonly number[] = []

  constructor(output: Output) {
    this.#output = output
  }

  /** Columns that a line may take: one less than there are, for some terminals wrap a line that fills its row. */
  get columns(): number {
    return Math.max(1, (this.#output.columns ?? 80) - 1)
  }

  /** Lines that the region may have. */
  get rows(): number {
    return Math.max(0, (this.#output.rows ?? 24) - 1)
  }

  /** Puts lines above the region for good, and draws the region's lines, none of them wider than `columns`. */
  draw(permanent: readonly string[], live: readonly Line[]): void {
    const back = `\r${lineUp.repeat(this.#height())}`
    const lines = [...permanent, ...live.map(({ shown }) => shown)]
    this.#output.write(`${back}${lines.map((line) => `${line}${clearLine}\n`).join('')}${clearBelow}`)
    this.#widths = live.map(({ text }) => displayWidth(text))
  }

  /** Rows that the region takes now: where the window became narrower, the terminal has wrapped its lines. */
  #height(): number {
    const columns = this.#output.columns ?? 80
    return this.#widths.reduce((rows, width) => rows + Math.max(1, Math.ceil(width / columns)), 0)
  }
}

/** A line of the live region: its text, and the same text with colours. */
export interface Line {
  readonly text: string
  readonly shown: string
}
