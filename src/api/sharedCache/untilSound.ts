import { OciPackError } from '../../core/errors.js'
import type { Opened } from '../opened.js'

/** What stops one attempt, and tells that it was stopped. */
export interface Attempt {
  readonly signal: AbortSignal
  readonly stop: () => void
}

/**
 * Does some work; anew, where it fails on something that a shared cache has and that turns out to be missing or wrong, of which nobody takes anything
 * any more then. @throws what the work throws otherwise
 */
export async function untilSound<T>(
  { shared, signal, stop }: Pick<Opened, 'shared' | 'signal' | 'stop'>,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  if (!shared) return work({ signal, stop })
  for (;;) {
    const before = shared.losses
    const hasLost = (): boolean => shared.losses > before
    const stopping = new AbortController()
    const either = AbortSignal.any([signal, stopping.signal])
    try {
      return await work({ signal: either, stop: () => (hasLost() ? stopping.abort() : stop()) })
    } catch (error) {
      // Layers that cannot lie on each other are what a wrong index may look like.
      const doubted = error instanceof OciPackError && error.code === 'format' && shared.doubt()
      if (signal.aborted || !(hasLost() || doubted)) throw error
    }
  }
}
