import { structuredPatch } from 'diff'

/** A part of two texts where they differ, with lines around it, as in a unified diff. Lines count from 1. */
export interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  /** Each begins with a space, `-` or `+`; `\ No newline at end of file` stands behind the line of which it is said. */
  readonly lines: readonly string[]
}

/** Texts that are farther apart are two texts rather than two versions of one; so the work is bounded. */
const maxEdits = 2000

/**
 * Where two texts differ, line by line (Myers' algorithm), with so many lines around each difference; undefined where more than 2,000 lines would
 * have to be removed and added.
 */
export function diffText(before: string, after: string, context: number): Hunk[] | undefined {
  if (fewestEdits(before, after) > maxEdits) return undefined
  const patch = structuredPatch('', '', before, after, '', '', { context, maxEditLength: maxEdits })
  return patch?.hunks
}

/** How many lines have to be removed and added at least: those that only one of the texts has. */
function fewestEdits(before: string, after: string): number {
  const surplus = new Map<string, number>()
  for (const line of before.split('\n')) surplus.set(line, (surplus.get(line) ?? 0) + 1)
  for (const line of after.split('\n')) surplus.set(line, (surplus.get(line) ?? 0) - 1)
  return [...surplus.values()].reduce((sum, count) => sum + Math.abs(count), 0)
}
