import { setTimeout } from 'node:timers/promises'
import { OciPackError } from './errors.js'

/** How often and how patiently to try again. Times are milliseconds. */
export interface Backoff {
  /** Attempts in a row that may fail. */
  readonly attempts: number
  /** The longest wait after the first failure; it doubles with each that follows. */
  readonly first: number
  readonly longest: number
}

export const defaultBackoff: Backoff = { attempts: 5, first: 500, longest: 20_000 }

/** The longest time that the other side may ask us to wait before we give up instead, in milliseconds. */
const longestAsked = 120_000

/** A failure that may be over after a while; `error` is what to tell when it is not. */
export class Transient extends Error {
  readonly error: OciPackError
  /** Milliseconds that the other side asked us to wait. */
  readonly after: number | undefined

  constructor(error: OciPackError, after?: number) {
    super(error.message, { cause: error })
    this.error = error
    this.after = after
  }
}

/** Waits between attempts at one thing, longer after each failure. */
export class Patience {
  readonly #backoff: Backoff
  readonly #signal: AbortSignal | undefined
  #failures = 0

  constructor(backoff: Backoff, signal?: AbortSignal) {
    this.#backoff = backoff
    this.#signal = signal
  }

  /** Waits after a failure. @throws what failed, when it will not pass or was tried often enough; OciPackError `aborted` */
  async after(failure: unknown): Promise<void> {
    if (!(failure instanceof Transient)) throw failure
    this.#failures += 1
    if (this.#failures >= this.#backoff.attempts || (failure.after ?? 0) > longestAsked) throw failure.error
    await pause(failure.after ?? waitAfter(this.#failures, this.#backoff, Math.random()), this.#signal)
  }

  /** Forgets the failures: something came of the last attempt. */
  renew(): void {
    this.#failures = 0
  }
}

/** Makes attempts until one does not throw `Transient`. @throws as `Patience.after` does */
export async function retry<T>(attempt: () => Promise<T>, backoff: Backoff, signal?: AbortSignal): Promise<T> {
  const patience = new Patience(backoff, signal)
  for (;;) {
    try {
      return await attempt()
    } catch (failure) {
      await patience.after(failure)
    }
  }
}

/** Milliseconds to wait after so many failures, between half and all of what has doubled each time; `random` is in [0, 1). */
export function waitAfter(failures: number, { first, longest }: Backoff, random: number): number {
  const whole = Math.min(longest, first * 2 ** (failures - 1))
  return whole * (0.5 + random / 2)
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {})
  } catch (cause) {
    throw new OciPackError('aborted', 'stopped while waiting to try again', { cause })
  }
}
