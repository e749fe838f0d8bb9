import type { Answer } from '../../http/transport.js'
import type { Validator } from './record.js'

/** Seconds that a change of a file may take to show in a date of whole seconds, with clocks that go differently (RFC 9110, section 8.8.2.2). */
const settled = 60

/** What tells the answered file from others, byte for byte: a strong ETag, or a time of change that is well past. */
export function validatorOf(answer: Answer): Validator | undefined {
  const etag = answer.header('etag')
  if (etag !== undefined && /^"[^"]*"$/.test(etag)) return { kind: 'etag', value: etag }
  const value = answer.header('last-modified')
  const changed = lastModifiedOf(answer)
  const now = secondsOf(answer.header('date'))
  const sure = etag === undefined && changed !== undefined && now !== undefined && now - changed >= settled
  return value !== undefined && sure ? { kind: 'date', value } : undefined
}

/** The time that the server gives the file, in seconds since 1970. */
export function lastModifiedOf(answer: Answer): number | undefined {
  return secondsOf(answer.header('last-modified'))
}

/** The header that asks for a file only where it is another one. */
export function unlessSame({ kind, value }: Validator): Record<string, string> {
  return kind === 'etag' ? { 'if-none-match': value } : { 'if-modified-since': value }
}

/** The headers that ask for a file from a byte on, or for all of it where it is another one. */
export function from(byte: number, { value }: Validator): Record<string, string> {
  return { range: `bytes=${byte}-`, 'if-range': value }
}

/** A time as HTTP spells it (RFC 9110, section 5.6.7), before 1970 not counting. */
function secondsOf(date: string | undefined): number | undefined {
  const time = date !== undefined && date.endsWith('GMT') ? Math.floor(Date.parse(date) / 1000) : NaN
  return time >= 0 ? time : undefined
}
