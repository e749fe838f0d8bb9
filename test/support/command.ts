import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Ended {
  /** The exit status; 128 where a signal ended the program. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd?: string
  /** The whole environment; the test's own by default. */
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a program to its end, whatever its status is. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...options, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error && typeof error.code === 'string')
        reject(new Error(`${program} cannot be run: ${error.code}`, { cause: error }))
      else resolve({ status: typeof error?.code === 'number' ? error.code : error ? 128 : 0, stdout, stderr })
    })
  })
}

/** Runs a program that has to succeed; gives what it printed. @throws Error with what it said, where it failed */
export async function runOk(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await run(program, args, options)
  if (status === 0) return stdout
  throw new Error(`${program} ${args.join(' ')}\nended with status ${status}\n${stdout}${stderr}`)
}

/** Whether a program is on the PATH, or where Debian keeps those for root. */
export function hasCommand(name: string): boolean {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
