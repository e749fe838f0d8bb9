import type { Output } from '../io.js'
import { wrapped } from '../text/width.js'

const clearLine = '\x1b[K'
const clearBelow = '\x1b[J'
const lineUp = '\x1b[A'
/** A line that takes more columns than we think is cut by the terminal then, not wrapped. */
const wrapOff = '\x1b[?7l'
const wrapOn = '\x1b[?7h'

const nothing = { lines: [], rows: 0, atTop: false }

/**
 * The last lines of a terminal, which are drawn anew again and again; what stands above them stays. The cursor rests below the
 * region's last line and never moves above its first one.
 */
export class LiveRegion {
  readonly #output: Output
  /** The lines as they were drawn last, in a window of so many rows, and whether they begin at its top. */
  #drawn: { readonly lines: readonly string[]; readonly rows: number; readonly atTop: boolean } = nothing
  /** Lines above them that a window become lower has moved out of sight: it may show them again. */
  #outOfSight: readonly string[] = []

  constructor(output: Output) {
    this.#output = output
  }

  /** Columns that a line may take: one less than there are, for some terminals wrap a line that fills its row. */
  get columns(): number {
    return Math.max(1, this.#width - 1)
  }

  /** Lines that the region may have. */
  get rows(): number {
    return (this.#output.rows || 24) - 1
  }

  /** Puts lines above the region for good, and draws the region's lines, none of them wider than `columns`. */
  draw(permanent: readonly string[], live: readonly Line[]): void {
    const { rows } = this
    const before = this.#wrapped([...this.#outOfSight, ...this.#drawn.lines])
    const height = before.flat().length
    const reach = this.#reach()
    const back = lineUp.repeat(height)
    this.#output.write(
      `\r${back}${written(permanent)}${wrapOff}${written(live.map(({ shown }) => shown))}${clearBelow}${wrapOn}`,
    )
    this.#outOfSight = permanent.length > 0 ? [] : beyond(before, reach)
    this.#drawn = { lines: live.map(({ text }) => text), rows, atTop: permanent.length === 0 && height >= reach }
  }

  /** Leaves the region as it stands: others have written below it. */
  leave(): void {
    this.#drawn = nothing
    this.#outOfSight = []
  }

  /**
   * Rows that the cursor reaches from below: all that the window has, unless the region begins at its top. Then the cursor stays in its row
   * when lines are wrapped, and what is above moves out of sight; a window become higher shows it again where the cursor was in the last row.
   */
  #reach(): number {
    const { lines, rows, atTop } = this.#drawn
    if (!atTop) return this.rows
    const shownAgain = lines.length === rows ? Math.max(0, this.rows - rows) : 0
    return Math.min(this.rows, lines.length + shownAgain)
  }

  /** A terminal that does not know its size says that it has none. */
  get #width(): number {
    return this.#output.columns || 80
  }

  /** The rows of each line as they are now: where the window became narrower, the terminal has wrapped it. */
  #wrapped(lines: readonly string[]): string[][] {
    return lines.map((line) => wrapped(line, this.#width))
  }
}

function written(lines: readonly string[]): string {
  return lines.map((line) => `${clearLine}${line}\n`).join('')
}

/** What is left of lines without their last rows, those that the cursor reaches from below. */
function beyond(lines: readonly (readonly string[])[], reached: number): string[] {
  let left = lines.flat().length - reached
  const kept: string[] = []
  for (const rows of lines) {
    if (left <= 0) break
    kept.push(rows.slice(0, left).join(''))
    left -= rows.length
  }
  return kept
}

/** A line of the live region: its text, and the same text with colours. */
export interface Line {
  readonly text: string
  readonly shown: string
}
