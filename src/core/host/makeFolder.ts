import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemError } from '../errors.js'

/**
 * Makes a folder that nobody else may look into, and those above it, where they are not there yet. Node's own way never ends where the
 * system says that a folder cannot be found in one that is there, as it does in /proc and where an automounter rules. @throws Error of the operating system
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    const above = dirname(path)
    if (code !== 'ENOENT' || above === path || (await isThere(above))) throw error
    await makeFolder(above)
    await makeFolder(path)
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
