/** The lines that a terminal of endless width and height shows for what was written to it; knows what the live view uses. */
export function screenOf(text: string): string[] {
  const lines = ['']
  let row = 0
  let column = 0
  for (const [piece] of text.matchAll(/\x1b\[[A-Z]|\r|\n|[^\x1b\r\n]+/g)) {
    const line = lines[row] ?? ''
    if (piece === '\r') column = 0
    else if (piece === '\x1b[A') row = Math.max(0, row - 1)
    else if (piece === '\x1b[K') lines[row] = line.slice(0, column)
    else if (piece === '\x1b[J') {
      lines[row] = line.slice(0, column)
      lines.length = row + 1
    } else if (piece === '\n') {
      row++
      column = 0
      lines[row] ??= ''
    } else {
      lines[row] = line.slice(0, column).padEnd(column) + piece + line.slice(column + piece.length)
      column += piece.length
    }
  }
  return lines.slice(0, -1)
}
