import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemError } from '../core/errors.js'

const dayInMilliseconds = 24 * 60 * 60 * 1000

/** A name for something that lives no longer than this process, whose id it carries. */
export function temporaryName(): string {
  return `${process.pid}.${randomUUID()}`
}

/**
 * Removes what dead processes left in a folder of temporary names. A process of another container cannot be seen from here, so
 * that only what was not touched for a day counts as left. What cannot be removed stays: it is in nobody's way.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isAlive(Number.parseInt(name, 10))) continue
    const path = join(folder, name)
    const touched = await stat(path).then(
      (found) => found.mtimeMs,
      () => undefined,
    )
    if (touched === undefined || Date.now() - touched < dayInMilliseconds) continue
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemError(error).code === 'EPERM'
  }
}
