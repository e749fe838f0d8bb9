import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { OciPackError, systemError } from '../../core/errors.js'
import type { Container } from '../executor.js'
import { encodeIds, type Ids } from './ids.js'
import { toolEnvironment, whichTool } from './tools.js'
import { encodeValue, type Frame, readFrames, type Value } from './wire.js'

const program = fileURLToPath(new URL('main.pl', import.meta.url))

/** Why the helper cannot work on this host, or undefined. */
export function helperFault(): { readonly why: string; readonly hint: string } | undefined {
  if (process.platform !== 'linux')
    return { why: 'this is not Linux', hint: 'Build on Linux, or with --run-with podman.' }
  if (process.arch !== 'x64' && process.arch !== 'arm64')
    return { why: `the system calls of ${process.arch} are not known`, hint: 'Build on amd64 or arm64.' }
  if (whichTool('perl') === undefined)
    return { why: 'the host lacks perl', hint: "Install perl; Debian's perl-base is enough." }
  return undefined
}

type Orders = Pick<Container, 'onStart' | 'terminate' | 'kill'>

export interface JobOptions {
  /** What follows the job on the helper's standard input. */
  readonly input?: AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal
  /** Tell the process of the job `run` to end, by SIGTERM and by SIGKILL. */
  readonly container?: Orders | undefined
}

/** Helpers that have nothing to do, by the name of their ids: to start one takes longer than most of what it does. */
const idle = new Map<string, Helper[]>()

/**
 * Has the helper do a job, and gives what it tells on the way. It cleans up behind it when it is given up, also where this process is killed.
 * @throws OciPackError `executor` with the helper's reason, `aborted`; what `input` throws
 */
export async function* helperFrames(
  ids: Ids,
  job: Value,
  { input, signal, container }: JobOptions = {},
): AsyncGenerator<Frame, void, void> {
  if (signal?.aborted) throw new OciPackError('aborted', 'RUN was stopped')
  const waiting = idle.get(ids.name)
  const helper = waiting?.pop() ?? new Helper(ids)
  helper.hold()
  let done = false
  const stop = (): void => helper.stop()
  signal?.addEventListener('abort', stop)
  const fed = helper.feed(job, input)
  fed.catch(stop)
  const release = container && ordersTo(helper, container)
  container?.onStart()
  try {
    for (;;) {
      const frame = await helper.next()
      if (frame.type === 'z') break
      yield frame
    }
    await fed
    done = true
  } catch (error) {
    // What could not be told to it is the reason for all that follows.
    await fed
    if (signal?.aborted) throw new OciPackError('aborted', 'RUN was stopped', { cause: error })
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    release?.()
    // An order that came too late would be taken for a job.
    if (done && !signal?.aborted && !helper.ordered) {
      helper.rest()
      idle.set(ids.name, [...(idle.get(ids.name) ?? []), helper])
    } else await helper.end()
  }
}

/** Hands on to a helper when its process is to end; gives what ends that. */
function ordersTo(helper: Helper, { terminate, kill }: Orders): () => void {
  const undo = (
    [
      [terminate, 't'],
      [kill, 'k'],
    ] as const
  ).map(([signal, order]) => {
    const give = (): void => helper.order(order)
    if (signal.aborted) give()
    else signal.addEventListener('abort', give)
    return () => signal.removeEventListener('abort', give)
  })
  return () => undo.forEach((one) => one())
}

/** Has the helper do a job that tells nothing. @throws OciPackError as `helperFrames` */
export async function help(ids: Ids, job: Value, options: JobOptions = {}): Promise<void> {
  for await (const frame of helperFrames(ids, job, options))
    throw new OciPackError('executor', `the helper told ${frame.type}, which its job does not`)
}

/** A process of main.pl. */
class Helper {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #frames: AsyncGenerator<Frame, void>
  readonly #ended: Promise<void>
  #said = ''
  #fault: Error | undefined

  constructor(ids: Ids) {
    this.#child = spawn('perl', [program, process.arch], {
      env: toolEnvironment,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      // What is sent to a terminal's processes reaches this one, which then ends the helper.
      detached: true,
    })
    const { stdin, stdout, stderr } = this.#child
    stderr.on('data', (data: Buffer) => (this.#said = (this.#said + data.toString()).slice(-8192)))
    // A helper that goes away tells why itself.
    stdin.on('error', () => undefined)
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve())
      this.#child.once('error', (error) => {
        this.#fault = error
        resolve()
      })
    })
    this.#frames = readFrames(stdout)
    stdin.write(encodeValue(encodeIds(ids)))
  }

  /** Keeps this process alive until `rest`. */
  hold(): void {
    this.#child.ref()
    for (const stream of this.#streams()) stream.ref()
  }

  rest(): void {
    this.#child.unref()
    for (const stream of this.#streams()) stream.unref()
  }

  #streams(): Socket[] {
    const { stdin, stdout, stderr } = this.#child
    return [stdin, stdout, stderr].filter((stream) => stream instanceof Socket)
  }

  /** Writes a job and what follows it. A helper that ends before it has read all tells why itself. */
  async feed(job: Value, input: AsyncIterable<Uint8Array> | undefined): Promise<void> {
    await this.#write(encodeValue(job))
    for await (const bytes of input ?? []) {
      if (this.#child.stdin.destroyed) return
      await this.#write(bytes)
    }
  }

  /** Whether an order was given. */
  ordered = false

  /** Has the process that it watches get a signal: `t` is SIGTERM, `k` SIGKILL. */
  order(order: 't' | 'k'): void {
    this.ordered = true
    if (!this.#child.stdin.destroyed) this.#child.stdin.write(order)
  }

  #write(bytes: Uint8Array): Promise<void> | undefined {
    const { stdin } = this.#child
    if (stdin.destroyed || stdin.write(bytes)) return undefined
    return new Promise((resolve) => {
      const go = (): void => {
        stdin.off('drain', go)
        stdin.off('close', go)
        resolve()
      }
      stdin.on('drain', go)
      stdin.on('close', go)
    })
  }

  /** What it tells next. @throws OciPackError `executor` with the reason why its job could not be done */
  async next(): Promise<Frame> {
    const told = await this.#frames.next()
    if (!told.done && told.value.type !== 'f') return told.value
    const why = told.done ? await this.#lastWords() : told.value.payload.toString().trim()
    const words = this.#said.trim()
    throw new OciPackError('executor', words === '' ? why : `${why} (${words})`)
  }

  async #lastWords(): Promise<string> {
    await this.#ended
    if (this.#fault) return `cannot start perl: ${systemError(this.#fault).message}`
    return 'the helper ended before its job was done'
  }

  /** Ends its standard input, and with it what it does. */
  stop(): void {
    this.#child.stdin.destroy()
  }

  /** Waits until it has cleaned up and is gone. */
  async end(): Promise<void> {
    this.stop()
    this.#child.stdout.resume()
    await this.#ended
  }
}
