import { statfs } from 'node:fs/promises'
import { totalSize } from './choose.js'
import { inventory } from './inventory.js'
import type { RemoveTree } from './leftovers.js'
import { prune } from './prune.js'

/** The most that a store takes unless said, in bytes; less where the disk has less than twice that for it. */
const most = 20e9

/** What a store is kept within; of each, 0 is no bound. */
export interface Bound {
  /** Bytes; 20 GB, or half of what the disk has for it, unless said. */
  readonly maxSize?: number | undefined
  /** Milliseconds since the last use; none unless said. */
  readonly maxAge?: number | undefined
}

/**
 * Prunes the store in a folder where it is not within its bound. Waits for nobody. @throws OciPackError `io`, Error of the operating system
 */
export async function boundStore(dir: string, { maxSize, maxAge = 0 }: Bound, removeTree: RemoveTree): Promise<void> {
  const entries = inventory(dir)
  const size = totalSize(entries)
  const limit = (maxSize ?? (await defaultLimit(dir, size))) || Infinity
  const usedSince = maxAge > 0 ? Date.now() - maxAge : 0
  if (size > limit || entries.some(({ lastUsed }) => lastUsed < usedSince))
    await prune(dir, { maxSize: limit, usedSince }, removeTree)
}

async function defaultLimit(dir: string, size: number): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return Math.min(most, (bavail * bsize + size) / 2)
}
