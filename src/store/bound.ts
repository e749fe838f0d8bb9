import { statfs } from 'node:fs/promises'
import { totalSize } from './choose.js'
import { inventory } from './inventory.js'
import type { RemoveTree } from './leftovers.js'
import { prune } from './prune.js'

/** The most that a store takes unless said, in bytes; less where the disk has less than twice that for it. */
const most = 20e9

/**
 * Prunes the store in a folder where it is larger than `maxSize` bytes; 0 is no bound. Waits for nobody. @throws OciPackError `io`, Error of the operating system
 */
export async function boundStore(dir: string, maxSize: number | undefined, removeTree: RemoveTree): Promise<void> {
  const size = totalSize(inventory(dir))
  const limit = maxSize ?? (await defaultLimit(dir, size))
  if (limit > 0 && size > limit) await prune(dir, { maxSize: limit }, removeTree)
}

async function defaultLimit(dir: string, size: number): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return Math.min(most, (bavail * bsize + size) / 2)
}
