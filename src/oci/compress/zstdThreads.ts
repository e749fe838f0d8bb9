import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

interface Thread {
  readonly worker: Worker
  /** Shared with it, so that no copies wait there to be collected. */
  readonly input: Uint8Array
}

/** Threads that make zstd frames of at most so many bytes of content, each one at a time; started when they are needed. */
export class ZstdThreads {
  readonly #largest: number
  readonly #level: number
  readonly #idle: Thread[] = []
  readonly #all: Thread[] = []

  constructor(largest: number, level: number) {
    this.#largest = largest
    this.#level = level
  }

  /** The frame of a block (RFC 8878, 3.1.1). There are as many threads as blocks under way at a time. */
  async compress(block: Uint8Array): Promise<Uint8Array> {
    const thread = this.#idle.pop() ?? this.#start()
    thread.input.set(block)
    thread.worker.postMessage(block.length)
    // Fails with the thread's own error, should it have one.
    const message: unknown[] = await once(thread.worker, 'message')
    const [frame] = message
    if (!(frame instanceof Uint8Array)) throw new Error('a thread that compresses gave no frame')
    this.#idle.push(thread)
    return frame
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map(({ worker }) => worker.terminate()))
  }

  #start(): Thread {
    const input = new SharedArrayBuffer(this.#largest)
    const worker = new Worker(new URL('zstdWorker.mjs', import.meta.url), {
      workerData: { input, level: this.#level },
      // What this process was started with is none of its business.
      execArgv: [],
    })
    const thread = { worker, input: new Uint8Array(input) }
    this.#all.push(thread)
    return thread
  }
}
