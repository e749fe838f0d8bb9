import type { Place } from '../../core/finding.js'
import type { Range } from './yaml/value.js'

/** As much of a line is shown, in UTF-16 code units. */
const longestLine = 2000

/** A descriptor's text with the name of its file, so that an offset can be told as a line and a column. */
export class Source {
  private readonly lineStarts: readonly number[]

  constructor(
    readonly text: string,
    readonly file: string,
  ) {
    const starts = [0]
    for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1)
    this.lineStarts = starts
  }

  /** The place of a range, of which only the first line is told. What is about the whole file is told at its beginning. */
  place(range: Range = { start: 0, end: 0 }): Place {
    const line = this.lineOf(range.start)
    const lineStart = this.lineStarts[line] ?? 0
    const text = this.lineText(line).slice(0, longestLine)
    const start = Math.min(range.start - lineStart, text.length)
    const end = Math.min(Math.max(range.end - lineStart, start), text.length)
    return {
      file: this.file,
      line: line + 1,
      column: characters(text.slice(0, start)) + 1,
      endColumn: characters(text.slice(0, end)) + 1,
      text,
    }
  }

  private lineText(line: number): string {
    return this.text.slice(this.lineStarts[line], this.lineStarts[line + 1]).replace(/\r?\n$/, '')
  }

  /** The last line that starts at or before an offset, counted from 0. */
  private lineOf(offset: number): number {
    let [low, high] = [0, this.lineStarts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

function characters(text: string): number {
  return Array.from(text).length
}
