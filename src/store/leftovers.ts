import { readFileSync, realpathSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isLeftBehind, temporaryName } from '../core/host/temporaryName.js'

/** Removes a file or a folder with all in it; what is not there is removed already. */
export type RemoveTree = (path: string) => Promise<void>

/** Removes what dead processes left in a folder of temporary names. What cannot be removed stays: it is in nobody's way. */
export async function removeLeftovers(folder: string, removeTree: RemoveTree): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if ((await isLeftBehind(path, name)) && !holdsMount(path))
      await moveAway(path, folder)
        .then(removeTree)
        .catch(() => undefined)
  }
}

/**
 * Gives what is at a path a temporary name in `folder`, on the same file system: from then on it is nobody's, and whoever is stopped
 * before it is removed leaves it to the next one. Gives the new path. @throws Error of the operating system
 */
export async function moveAway(path: string, folder: string): Promise<string> {
  const place = join(folder, temporaryName())
  await rename(path, place)
  return place
}

/** Removes a tree with this process's own rights. @throws Error of the operating system */
export function removePlainly(path: string): Promise<void> {
  // What a killed build started may write for a moment yet.
  return rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
}

/** Whether a file system is mounted at a path or below it: its files are not the store's to remove. */
export function holdsMount(path: string): boolean {
  let table: string
  let place: string
  try {
    table = readFileSync('/proc/self/mountinfo', 'utf8')
    // The store may be named by a link.
    place = realpathSync(path)
  } catch {
    return false // It is not Linux, or nothing is there.
  }
  return table.split('\n').some((line) => {
    const point = (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 8)),
    )
    return point === place || point.startsWith(`${place}/`)
  })
}
