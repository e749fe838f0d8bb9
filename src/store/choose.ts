import type { Entry } from './inventory.js'

/** What a store may keep. */
export interface Limits {
  /** Bytes of all together; what was not used for longest goes until it fits. */
  readonly maxSize?: number | undefined
  /** What was last used before this moment, in milliseconds since 1970, goes. */
  readonly usedSince?: number | undefined
  /** Only what both limits ask for goes, instead of what either does. */
  readonly both?: boolean | undefined
}

/** What has to go, so that both limits are kept; that which was not used for longest first. */
export function entriesToPrune(
  entries: readonly Entry[],
  { maxSize = Infinity, usedSince = 0, both = false }: Limits,
): Entry[] {
  let size = totalSize(entries)
  return [...entries]
    .sort((a, b) => a.lastUsed - b.lastUsed)
    .filter((entry) => {
      const tooOld = entry.lastUsed < usedSince
      const tooMuch = size > maxSize
      if (both ? !(tooOld && tooMuch) : !tooOld && !tooMuch) return false
      size -= entry.size
      return true
    })
}

/** Bytes of all entries. */
export function totalSize(entries: readonly Entry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0)
}
