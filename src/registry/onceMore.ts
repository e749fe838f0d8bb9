import { OciPackError } from '../core/errors.js'

/**
 * Makes an attempt to fetch something, and a second one where what came was not what its digest says: a line or a cache on the way may have
 * spoilt it. @param attempt is told whether it is the second one @throws what the last attempt throws
 */
export async function onceMoreIfWrong<Value>(attempt: (again: boolean) => Promise<Value>): Promise<Value> {
  try {
    return await attempt(false)
  } catch (error) {
    if (!isWrong(error)) throw error
  }
  try {
    return await attempt(true)
  } catch (error) {
    if (!isWrong(error)) throw error
    throw error.retold({
      hint: 'It was asked for twice: it was made wrong, or a mirror or proxy on the way spoils it.',
    })
  }
}

function isWrong(error: unknown): error is OciPackError {
  return error instanceof OciPackError && error.code === 'integrity'
}
