import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isLeftBehind, makerOf, temporaryName } from '../core/host/temporaryName.js'

/** The name under which a file or folder of this name is written, beside it, until it is whole. */
export function unfinishedName(name: string): string {
  return `.${name.slice(0, 60)}.${temporaryName()}`
}

/** Whether a name is one that `unfinishedName` gives. */
export function isUnfinished(name: string): boolean {
  return temporaryPart(name) !== undefined
}

/** Removes from a folder what killed processes left unfinished there. What cannot be removed stays. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const part = temporaryPart(name)
    const path = join(folder, name)
    if (part === undefined || !(await isLeftBehind(path, part))) continue
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

function temporaryPart(name: string): string | undefined {
  const part = name.startsWith('.') ? name.slice(name.lastIndexOf('.') + 1) : ''
  return makerOf(part) ? part : undefined
}
