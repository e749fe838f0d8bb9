import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError } from '../../core/errors.js'
import type { Cleanup } from './cleanup.js'

/** Where private folders are made: in memory on Linux, on the disk of other systems. */
export const privatePlace = process.platform === 'linux' ? '/dev/shm' : tmpdir()

/** Makes a folder for what others must not see, and has it removed. @throws OciPackError `io` */
export async function privateFolder(name: string, cleanup: Cleanup): Promise<string> {
  const path = join(privatePlace, name)
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    throw fromSystemError(error, `cannot make the folder ${path}`)
  }
  cleanup.add(() => rm(path, { recursive: true, force: true }))
  return path
}
