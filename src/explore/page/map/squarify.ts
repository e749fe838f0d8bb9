/** A rectangle, in pixels. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Cuts a rectangle into one for each weight, as large in proportion and as square as can be (Bruls, Huizing, van Wijk: Squarified Treemaps, 2000).
 * @param weights above 0, the largest first
 */
export function squarify(weights: readonly number[], rect: Rect): Rect[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const scale = (rect.width * rect.height) / total
  const rects: Rect[] = []
  let free = rect
  for (let start = 0; start < weights.length;) {
    const side = Math.min(free.width, free.height)
    let end = start
    let sum = 0
    for (let best = Infinity; end < weights.length; end++) {
      const next = sum + (weights[end] ?? 0) * scale
      const ratio = worst((weights[start] ?? 0) * scale, (weights[end] ?? 0) * scale, next, side)
      if (ratio > best) break
      best = ratio
      sum = next
    }
    const row = weights.slice(start, end).map((weight) => weight * scale)
    // What is left by rounding goes to the last row.
    const { placed, rest } = place(row, sum, end === weights.length ? free.width * free.height : sum, free)
    rects.push(...placed)
    free = rest
    start = end
  }
  return rects
}

/** The worst ratio of sides in a row of areas from `largest` to `smallest`, `sum` together, along a side. */
function worst(largest: number, smallest: number, sum: number, side: number): number {
  const square = (side * side) / (sum * sum)
  return Math.max(square * largest, 1 / (square * smallest))
}

/** Lays a row along the shorter side of what is free. */
function place(row: readonly number[], sum: number, area: number, free: Rect): { placed: Rect[]; rest: Rect } {
  const lies = free.width < free.height
  const side = lies ? free.width : free.height
  const thick = side === 0 ? 0 : area / side
  let at = 0
  const placed = row.map((part) => {
    const length = sum === 0 ? 0 : (part / sum) * side
    const rect = lies
      ? { x: free.x + at, y: free.y, width: length, height: thick }
      : { x: free.x, y: free.y + at, width: thick, height: length }
    at += length
    return rect
  })
  const rest = lies
    ? { ...free, y: free.y + thick, height: free.height - thick }
    : { ...free, x: free.x + thick, width: free.width - thick }
  return { placed, rest }
}
