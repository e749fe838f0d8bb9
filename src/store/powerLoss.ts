import type { Stats } from 'node:fs'
import { uptime } from 'node:os'

/** By then a system has written to the disk what it was told to keep (proc(5), dirty_expire_centisecs: half a minute), in milliseconds. */
const settling = 600_000

/** When this system was started, in milliseconds since 1970. */
export function startOfSystem(): number {
  return Date.now() - uptime() * 1000
}

/**
 * Whether a file that has its final name may lack bytes, because the power failed before the system had written them: it was made before the system
 * was `started`, and nobody has used it later than minutes after. Nothing waits for the disk when it is made; this is the price.
 */
export function isDoubtful({ birthtimeMs, mtimeMs }: Pick<Stats, 'birthtimeMs' | 'mtimeMs'>, started: number): boolean {
  return birthtimeMs < started && mtimeMs < started && mtimeMs - birthtimeMs < settling
}
