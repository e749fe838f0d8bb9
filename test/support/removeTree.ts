import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Removes a folder with all in it, also what its owner may not look into. */
export function removeTree(folder: string): void {
  if (!existsSync(folder)) return
  open(folder)
  rmSync(folder, { recursive: true, force: true })
}

/** root needs no permission; for others, each folder has to be opened first. */
function open(folder: string): void {
  if (process.getuid?.() === 0) return
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'utf8' }))
    if (entry.isDirectory()) open(join(folder, entry.name))
}
