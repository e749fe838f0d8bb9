import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OciPackError, systemError } from '../errors.js'

type Env = Readonly<Record<string, string | undefined>>

/** How the program ended and what it said. */
export interface Answer {
  /** 128 where a signal ended it. */
  readonly status: number
  /** Empty where `output` took it. */
  readonly stdout: string
  /** The last part of it. */
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd?: string
  /** A folder for its temporary files, which it leaves there where it is stopped. */
  readonly temporary?: string
  /** What it reads; nothing unless given. */
  readonly input?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Takes what it writes; it must read to the end, or throw. */
  readonly output?: (stdout: AsyncIterable<Uint8Array>) => Promise<void>
  /** Takes what it says; nothing more comes before a promise that it gives is kept. */
  readonly onStderr?: ((data: Uint8Array) => void) | ((data: Uint8Array) => Promise<void>)
  /** Stops it, by `stopBy`, which is SIGTERM unless said. */
  readonly signal?: AbortSignal
  readonly stopBy?: NodeJS.Signals
}

/** Characters. */
const keptOfStderr = 4096

/**
 * Executes a program with some arguments, to its end. It is in no process group of ours: an interrupt from the terminal is for us, who
 * need the program to clean up.
 * @throws OciPackError `executor` where it cannot be started, `aborted`; what `input` and `output` throw
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Env,
  { cwd, temporary, input, output, onStderr, signal, stopBy = 'SIGTERM' }: CommandOptions = {},
): Promise<Answer> {
  if (signal?.aborted) throw stopped(program)
  const child = spawn(program, args, {
    cwd,
    env: temporary === undefined ? { ...env } : { ...env, TMPDIR: temporary },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('close', (status) => resolve(status ?? 128))
    child.once('error', (error) => reject(notStarted(program, error)))
  })
  const stop = (): unknown => child.kill(stopBy)
  signal?.addEventListener('abort', stop)
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => {
    stderr = (stderr + data.toString()).slice(-keptOfStderr)
    const taken = onStderr?.(data)
    if (!taken) return
    child.stderr.pause()
    void taken.finally(() => child.stderr.resume())
  })
  const kept: Buffer[] = []
  if (!output) child.stdout.on('data', (data: Buffer) => kept.push(data))
  // A stream that nobody listens to loses what it holds when the program ends, and `output` may have to do something else first.
  else child.stdout.on('readable', () => undefined)
  try {
    const written = pipeline(Readable.from(input ?? []), child.stdin).catch(brokenPipe)
    const [status] = await Promise.all([ended, written, output?.(child.stdout)])
    if (signal?.aborted) throw stopped(program)
    return { status, stdout: Buffer.concat(kept).toString(), stderr: stderr.trim() }
  } finally {
    signal?.removeEventListener('abort', stop)
    child.kill('SIGKILL')
  }
}

function stopped(program: string): OciPackError {
  return new OciPackError('aborted', `${program} was stopped`)
}

function notStarted(program: string, error: Error): OciPackError {
  const { code, message } = systemError(error)
  const why = code === 'ENOENT' ? 'it is not installed' : message
  return new OciPackError('executor', `cannot start ${program}: ${why}`, { cause: error })
}

/** A program that ends before it has read all says why itself. */
function brokenPipe(error: unknown): void {
  const { code } = systemError(error)
  if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') throw error
}
