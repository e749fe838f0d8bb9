import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Threads that make zstd frames, each one at a time; started when they are needed. */
export class ZstdThreads {
  readonly #level: number
  readonly #idle: Worker[] = []
  readonly #all: Worker[] = []

  constructor(level: number) {
    this.#level = level
  }

  /** The frame of a block (RFC 8878, 3.1.1). There are as many threads as blocks under way at a time. */
  async compress(block: Uint8Array): Promise<Uint8Array> {
    const thread = this.#idle.pop() ?? this.#start()
    thread.postMessage({ block, level: this.#level })
    // Fails with the thread's own error, should it have one.
    const message: unknown[] = await once(thread, 'message')
    const [frame] = message
    if (!(frame instanceof Uint8Array)) throw new Error('a thread that compresses gave no frame')
    this.#idle.push(thread)
    return frame
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((thread) => thread.terminate()))
  }

  #start(): Worker {
    const thread = new Worker(new URL('zstdWorker.mjs', import.meta.url))
    this.#all.push(thread)
    return thread
  }
}
