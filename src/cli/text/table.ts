import { displayWidth, widest } from './width.js'

/** A field's name and its values, a line each. */
export type Row = readonly [name: string, ...values: string[]]

/** Lines of `name  value` whose values begin in one column; a name without values has no line. */
export function formatRows(rows: readonly Row[], indent = ''): string {
  const shown = rows.filter(([, ...values]) => values.length > 0)
  const width = widest(shown.map(([name]) => name))
  return shown
    .flatMap(([name, ...values]) =>
      values.map((value, i) => `${indent}${padTo(i === 0 ? name : '', width)}  ${value}\n`),
    )
    .join('')
}

/** A text with spaces after it, up to so many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

/** Lines of cells in columns. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))
  return rows
    .map(
      (row) =>
        row
          .map((cell, i) => padTo(cell, widths[i] ?? 0))
          .join('  ')
          .trimEnd() + '\n',
    )
    .join('')
}
