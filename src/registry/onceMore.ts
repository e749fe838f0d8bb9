import { OciPackError } from '../core/errors.js'

/**
 * Makes an attempt to fetch something, and a second one where what came was not what its digest says: a line or a cache on the way may have
 * spoilt it. @param attempt is told whether it is the second one @throws what the last attempt throws
 */
export async function onceMoreIfWrong<Value>(attempt: (again: boolean) => Promise<Value>): Promise<Value> {
  try {
    return await attempt(false)
  } catch (error) {
    if (!(error instanceof OciPackError) || error.code !== 'integrity') throw error
    return attempt(true)
  }
}
