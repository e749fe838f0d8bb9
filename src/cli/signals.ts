import { constants } from 'node:os'
import { OciPackError } from '../core/errors.js'

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

export const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** The user, or the system, stopped the command by a signal. */
export class StoppedBySignal extends OciPackError {
  /** As shells tell it: 130 for SIGINT, 143 for SIGTERM. */
  readonly status: number

  constructor(signal: StopSignal, cause?: unknown) {
    super('aborted', `stopped by ${signal}`, { cause })
    this.status = signalStatus(signal)
  }
}

/** The part of `process` that signals come from. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
  exit(status: number): unknown
}

/**
 * Runs work that an interrupt stops: the first signal aborts it and waits until it has cleaned up behind it, the second ends the
 * process at once.
 * @throws StoppedBySignal once the work has unwound; else whatever the work throws
 */
export async function stoppable<T>(
  work: (signal: AbortSignal) => Promise<T>,
  source: SignalSource = process,
): Promise<T> {
  const controller = new AbortController()
  let received: StopSignal | undefined
  const stop = (signal: StopSignal): void => {
    if (received) source.exit(signalStatus(signal))
    received = signal
    controller.abort(new StoppedBySignal(signal))
  }
  for (const signal of stopSignals) source.on(signal, stop)
  try {
    return await work(controller.signal)
  } catch (error) {
    throw received ? new StoppedBySignal(received, error) : error
  } finally {
    for (const signal of stopSignals) source.off(signal, stop)
  }
}

/** The exit status of what a signal ended, as shells tell it. */
export function signalStatus(signal: StopSignal): number {
  return 128 + constants.signals[signal]
}
