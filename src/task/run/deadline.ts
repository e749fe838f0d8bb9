/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 10_000
/** What a timer of Node takes, in milliseconds: almost 25 days. */
const longest = 2 ** 31 - 1

/** Ends a process that runs too long: it is asked to end, and then made to. */
export class Deadline {
  readonly #terminate = new AbortController()
  readonly #kill = new AbortController()
  readonly #timeout: number | undefined
  #timer: NodeJS.Timeout | undefined

  /** @param timeout milliseconds; undefined for as long as it takes */
  constructor(timeout: number | undefined) {
    this.#timeout = timeout
  }

  /** Aborted once the time is over. */
  get terminate(): AbortSignal {
    return this.#terminate.signal
  }

  /** Aborted a while after that. */
  get kill(): AbortSignal {
    return this.#kill.signal
  }

  get passed(): boolean {
    return this.#terminate.signal.aborted
  }

  /** The time runs from now on. */
  start(): void {
    if (this.#timeout === undefined) return
    this.#timer = setTimeout(
      () => {
        this.#terminate.abort()
        this.#timer = setTimeout(() => this.#kill.abort(), grace)
      },
      Math.min(this.#timeout, longest),
    )
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
