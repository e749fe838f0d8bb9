import type { OciPackError } from '../core/errors.js'
import { Transient } from '../core/retry.js'
import type { Answer } from './transport.js'

/** Whether a status tells of a failure that may be over at the next attempt (RFC 9110, section 15). */
function mayPass(status: number): boolean {
  return status === 429 || status === 408 || status >= 500
}

/** The error that an answer's status is, as one to try again after where it may pass. */
export function statusFailure(answer: Answer, error: OciPackError): OciPackError | Transient {
  return mayPass(answer.status) ? new Transient(error, retryAfter(answer)) : error
}

/** Milliseconds that a Retry-After header asks to wait (RFC 9110, section 10.2.3): seconds or a date. */
export function retryAfter(answer: Answer): number | undefined {
  const value = answer.header('retry-after')
  if (value === undefined) return undefined
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
