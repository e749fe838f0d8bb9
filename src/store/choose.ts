import type { Entry } from './inventory.js'

/** What a store may keep. */
export interface Limits {
  /** Bytes of all together; what was not used for longest goes until it fits. */
  readonly maxSize?: number | undefined
  /** What was last used before this moment, in milliseconds since 1970, goes. */
  readonly usedSince?: number | undefined
}

/** What has to go, so that both limits are kept; that which was not used for longest first. */
export function entriesToPrune(entries: readonly Entry[], { maxSize = Infinity, usedSince = 0 }: Limits): Entry[] {
  let size = totalSize(entries)
  return [...entries]
    .sort((a, b) => a.lastUsed - b.lastUsed)
    .filter((entry) => {
      if (entry.lastUsed >= usedSince && size <= maxSize) return false
      size -= entry.size
      return true
    })
}

/** Bytes of all entries. */
export function totalSize(entries: readonly Entry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0)
}
