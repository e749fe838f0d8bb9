import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { memo } from '../../core/memo.js'
import type { Store } from '../../store/store.js'
import { elfProgram } from './elfProgram.js'
import type { Machine } from './machines.js'

const known = new Map<string, Promise<boolean>>()
/** Milliseconds; an emulator starts within a tenth of a second. */
const longest = 10_000

/** Whether this machine executes programs of another one, found out once in a process by having it execute one. @throws OciPackError `io` for the store */
export function executes(machine: Machine, store: Store): Promise<boolean> {
  return memo(known, `${machine.number} ${machine.bits}`, async () => {
    const folder = await store.temporaryFolder()
    try {
      const path = join(folder.path, 'program')
      await writeFile(path, elfProgram(machine), { mode: 0o700 })
      return await endsWith42(path)
    } finally {
      await folder.remove()
    }
  })
}

/** A shell, which libc tries on what the kernel does not execute, ends with another status. */
async function endsWith42(path: string, tries = 5): Promise<boolean> {
  try {
    await promisify(execFile)(path, [], { timeout: longest, env: {} })
    return false
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
    // Another child of ours may have begun while the file was being written, and not have let go of it yet.
    if (code === 'ETXTBSY' && tries > 1) return endsWith42(path, tries - 1)
    return code === 42
  }
}
