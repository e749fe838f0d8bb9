/** Stops an exchange in which nothing moves: no wait that it watches may last longer than so many milliseconds without a sign of life. */
export class Deadline {
  readonly #milliseconds: number
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal | undefined
  readonly #onAbort = () => this.#controller.abort()
  #passed = false
  #timer: NodeJS.Timeout | undefined

  constructor(milliseconds: number, outer?: AbortSignal) {
    this.#milliseconds = milliseconds
    this.#outer = outer
    if (outer?.aborted) this.#controller.abort()
    else outer?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Aborted when a wait was too long, when the outer signal is, and by `end`. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether it was a wait that was too long. */
  get passed(): boolean {
    return this.#passed
  }

  /** Waits for something within the deadline. The waited-for is expected to heed the signal. */
  async watch<T>(promise: Promise<T>): Promise<T> {
    this.restart()
    try {
      return await promise
    } finally {
      this.pause()
    }
  }

  /** Begins to wait anew: something moved. */
  restart(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#passed = true
      this.#controller.abort()
    }, this.#milliseconds)
  }

  /** Stops to wait: what comes next is not the other side's to do. */
  pause(): void {
    clearTimeout(this.#timer)
  }

  /** Frees what is held; aborts what has not come to its end. */
  end(): void {
    this.pause()
    this.#outer?.removeEventListener('abort', this.#onAbort)
    this.#controller.abort()
  }
}
