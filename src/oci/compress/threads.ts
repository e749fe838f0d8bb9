import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { parallelBlocks } from './inOrder.js'

/** How a thread is started. */
export interface ThreadStart {
  /** Its program, which answers each message with the bytes that it made. */
  readonly program: URL
  /** What it begins with. */
  readonly data: object
  /** Shared with it, so that no copies wait there to be collected. */
  readonly shared: Uint8Array
}

interface Thread {
  readonly worker: Worker
  readonly shared: Uint8Array
}

/** Threads that each work on one block at a time; started when they are needed, one more than there are processors, so that each of these always has work. */
export class Threads {
  readonly #start: () => ThreadStart
  readonly #all: Thread[] = []
  readonly #idle: Thread[] = []
  readonly #waiting: { readonly go: (thread: Thread) => void; readonly fail: (error: unknown) => void }[] = []

  constructor(start: () => ThreadStart) {
    this.#start = start
  }

  /** Puts a block into what a thread shares, as `fill` does, which gives the message for it; gives what the thread made. @throws what the thread throws */
  async work(fill: (shared: Uint8Array) => unknown): Promise<Uint8Array> {
    const thread = await this.#free()
    try {
      thread.worker.postMessage(fill(thread.shared))
      // Fails with the thread's own error, should it have one.
      const message: unknown[] = await once(thread.worker, 'message')
      const [made] = message
      if (!(made instanceof Uint8Array)) throw new Error('a thread that compresses gave no bytes')
      const next = this.#waiting.shift()
      if (next) next.go(thread)
      else this.#idle.push(thread)
      return made
    } catch (error) {
      for (const { fail } of this.#waiting.splice(0)) fail(error)
      throw error
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map(({ worker }) => worker.terminate()))
  }

  #free(): Thread | Promise<Thread> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#all.length > parallelBlocks()) return new Promise((go, fail) => this.#waiting.push({ go, fail }))
    const { program, data, shared } = this.#start()
    // What this process was started with is none of its business.
    const thread = { worker: new Worker(program, { workerData: data, execArgv: [] }), shared }
    this.#all.push(thread)
    return thread
  }
}
