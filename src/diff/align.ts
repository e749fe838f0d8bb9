/** Two items that belong together, or one that has no counterpart. */
export type Aligned<T> = readonly [T, T] | readonly [T, undefined] | readonly [undefined, T]

/** More work than this is not done for the sake of a good match: no image that anybody made has so many layers. */
const maxCells = 4_000_000

/**
 * Matches two sequences in their order so that the scores of those matched add up to the most. What scores nothing is never matched; in place of
 * what was left out comes what was put in. Sequences too long for that are matched by their positions.
 */
export function align<T>(before: readonly T[], after: readonly T[], score: (a: T, b: T) => number): Aligned<T>[] {
  const [rows, columns] = [before.length + 1, after.length + 1]
  if (rows * columns > maxCells) return byPosition(before, after, score)
  const best = new Float64Array(rows * columns)
  for (const [i, a] of before.entries()) {
    for (const [j, b] of after.entries()) {
      const matched = score(a, b)
      const skipped = Math.max(best[i * columns + j + 1] ?? 0, best[(i + 1) * columns + j] ?? 0)
      best[(i + 1) * columns + j + 1] = Math.max(skipped, matched > 0 ? (best[i * columns + j] ?? 0) + matched : 0)
    }
  }
  const found: Aligned<T>[] = []
  for (let [i, j] = [before.length, after.length]; i > 0 || j > 0;) {
    const [a, b, here] = [before[i - 1], after[j - 1], best[i * columns + j] ?? 0]
    if (b !== undefined && (a === undefined || here === best[i * columns + j - 1])) {
      found.push([undefined, b])
      j--
    } else if (a !== undefined && (b === undefined || here === best[(i - 1) * columns + j])) {
      found.push([a, undefined])
      i--
    } else if (a !== undefined && b !== undefined) {
      found.push([a, b])
      i--
      j--
    }
  }
  return found.reverse()
}

function byPosition<T>(before: readonly T[], after: readonly T[], score: (a: T, b: T) => number): Aligned<T>[] {
  const shorter = Math.min(before.length, after.length)
  const both = before.slice(0, shorter).flatMap((a, i): Aligned<T>[] => {
    const b = after[i]
    if (b === undefined) return []
    return score(a, b) > 0 ? [[a, b]] : [[a, undefined], [undefined, b]] // prettier-ignore
  })
  const rest = [...before.slice(shorter).map((a) => [a, undefined] as const), ...after.slice(shorter).map((b) => [undefined, b] as const)] // prettier-ignore
  return [...both, ...rest]
}
