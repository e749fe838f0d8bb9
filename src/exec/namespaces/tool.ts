import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OciPackError, systemError } from '../../core/errors.js'

const searchPath = [process.env['PATH'] ?? '', '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin'].join(delimiter)

/** What the host's tools see. A long list of layers overflows the new mount interface, which is why util-linux is told to use the old one. */
export const toolEnvironment = { PATH: searchPath, LC_ALL: 'C', LIBMOUNT_FORCE_MOUNT2: 'always' }

/** Where a program of the host is, or undefined. */
export function whichTool(name: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

export interface ToolResult {
  /** 128 where a signal ended it. */
  readonly status: number
  /** The first part of what it said. */
  readonly stderr: string
}

export interface ToolOptions {
  readonly cwd?: string
  /** What it reads; nothing unless given. */
  readonly input?: AsyncIterable<Uint8Array>
  /** Takes what it writes; it must read to the end, or throw. */
  readonly output?: (stdout: AsyncIterable<Uint8Array>) => Promise<void>
}

const keptOfStderr = 8192

/** Runs one of the host's tools to its end. @throws OciPackError `executor` where it cannot be started; what `input` and `output` throw */
export async function runTool(argv: readonly string[], { cwd, input, output }: ToolOptions = {}): Promise<ToolResult> {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { cwd, env: toolEnvironment, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('close', (status) => resolve(status ?? 128))
    child.once('error', (error) =>
      reject(new OciPackError('executor', `cannot start ${program}: ${systemError(error).message}`, { cause: error })),
    )
  })
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => (stderr = (stderr + data.toString()).slice(0, keptOfStderr)))
  const written = pipeline(Readable.from(input ?? []), child.stdin).catch(brokenPipe)
  if (!output) child.stdout.resume()
  try {
    const [status] = await Promise.all([ended, written, output?.(child.stdout)])
    return { status, stderr: stderr.trim() }
  } finally {
    child.kill('SIGKILL')
  }
}

/** A tool that ends before it has read all says why itself. */
function brokenPipe(error: unknown): void {
  const { code } = systemError(error)
  if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') throw error
}
