import type { Emit } from '../core/events.js'

/** Tells of some work as of a step. @param detail what is worth a word of what came of it */
export async function asStep<T>(
  emit: Emit,
  id: string,
  name: string,
  work: () => Promise<T>,
  detail?: (value: T) => string,
): Promise<T> {
  emit({ type: 'step-start', id, name })
  try {
    const value = await work()
    emit({ type: 'step-done', id, cached: false, ...(detail && { detail: detail(value) }) })
    return value
  } catch (error) {
    emit({ type: 'step-failed', id, message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}
