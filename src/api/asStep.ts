import type { Emit } from '../core/events.js'

/** Tells of some work as of a step. */
export async function asStep<T>(emit: Emit, id: string, name: string, work: () => Promise<T>): Promise<T> {
  emit({ type: 'step-start', id, name })
  try {
    const value = await work()
    emit({ type: 'step-done', id, cached: false })
    return value
  } catch (error) {
    emit({ type: 'step-failed', id, message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}
