import { OciPackError } from '../../src/core/errors.js'

/** The error of ours that a call throws. */
export function thrown(call: () => unknown): OciPackError {
  try {
    call()
  } catch (error) {
    if (error instanceof OciPackError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** The error of ours that a promise fails with. */
export async function failure(work: Promise<unknown>): Promise<OciPackError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof OciPackError) return error
  throw new Error(`no error of ours: ${String(error)}`)
}
