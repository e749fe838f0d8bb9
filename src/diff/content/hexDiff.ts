/** Bytes of a row. */
export const rowSize = 16

/** One row of two contents: up to 16 bytes from `offset` on, as hex digits; what one of them does not have is shorter or empty. */
export interface HexRow {
  readonly offset: number
  readonly before: string
  readonly after: string
}

/** How many rows are given, and how many of them stand before the first that differs. */
const rowCount = 16
const rowsBefore = 2

/** Which bytes of two contents are to be given to `hexRows`, by the first that differs. */
export function hexRegion(firstDifference: number): { offset: number; length: number } {
  const row = Math.floor(firstDifference / rowSize)
  return { offset: Math.max(0, row - rowsBefore) * rowSize, length: rowCount * rowSize }
}

/** The rows of a region of two contents, one below the other. */
export function hexRows(offset: number, before: Buffer, after: Buffer): HexRow[] {
  const rows: HexRow[] = []
  for (let at = 0; at < Math.max(before.length, after.length); at += rowSize) {
    const [a, b] = [before, after].map((bytes) => bytes.toString('hex', at, at + rowSize))
    rows.push({ offset: offset + at, before: a ?? '', after: b ?? '' })
  }
  return rows
}
