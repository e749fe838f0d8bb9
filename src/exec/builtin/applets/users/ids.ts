import { NotUnderstood } from '../../notUnderstood.js'
import type { LoginDefs } from './loginDefs.js'

/** Ids from the first to the last. */
export interface IdRange {
  readonly min: number
  readonly max: number
}

/** Where shadow looks for a user's id or a group's. */
export function idRange(defs: LoginDefs, kind: 'UID' | 'GID', system: boolean): IdRange {
  const min = defs.number(`${kind}_MIN`, 1000)
  if (!system) return { min, max: defs.number(`${kind}_MAX`, 60000) }
  return { min: Math.max(1, defs.number(`SYS_${kind}_MIN`, 101)), max: defs.number(`SYS_${kind}_MAX`, min - 1) }
}

/**
 * A free id: above the highest one in the range, for a system account below the lowest one.
 * @throws NotUnderstood where the search reaches the end of the range, and would begin anew
 */
export function freeId(used: readonly number[], { min, max }: IdRange, system: boolean): number {
  const within = used.filter((id) => id >= min && id <= max)
  const id = system ? Math.min(max + 1, ...within) - 1 : Math.max(min - 1, ...within) + 1
  if (id < min || id > max) throw new NotUnderstood('no id left at the end of the range')
  return id
}

/** The first hole of so many ids between subordinate ranges, in their order. @throws NotUnderstood where there is none */
export function freeSubordinate(
  used: readonly (readonly [start: number, count: number])[],
  range: IdRange,
  count: number,
): number {
  if (used.some(([start], i) => start < (used[i - 1]?.[0] ?? 0)))
    throw new NotUnderstood('subordinate ids without order')
  let low = range.min
  for (const [start, length] of used) {
    if (Math.min(start, range.max + 1) - low >= count) return low
    low = Math.max(low, start + length)
  }
  if (low > range.max || range.max + 1 - low < count) throw new NotUnderstood('no subordinate ids left')
  return low
}
