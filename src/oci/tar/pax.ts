import { type ByteString, compareBytes } from '../../core/bytes.js'
import { TarFault } from './fault.js'

/** One record of a pax extended header (POSIX.1-2017, pax, "pax Extended Header"). Both parts are byte strings. */
export interface PaxRecord {
  readonly key: ByteString
  readonly value: ByteString
}

/** Extended attributes stand in records whose key is this and their name; the value is raw. */
export const xattrPrefix = 'SCHILY.xattr.'

/** The records as bytes, in the order of their keys. Each begins with its own length in decimal, which counts those digits too. */
export function encodeRecords(records: readonly PaxRecord[]): Buffer {
  const sorted = [...records].sort((a, b) => compareBytes(a.key, b.key))
  return Buffer.from(sorted.map(encodeRecord).join(''), 'latin1')
}

function encodeRecord({ key, value }: PaxRecord): ByteString {
  const rest = ` ${key}=${value}\n`
  let length = rest.length
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return `${length}${rest}`
}

/** The records that bytes hold, in their order. @throws TarFault */
export function decodeRecords(bytes: Uint8Array): PaxRecord[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const records: PaxRecord[] = []
  let start = 0
  while (start < text.length) {
    const space = text.indexOf(' ', start)
    const digits = text.slice(start, space < 0 ? start : space)
    const end = start + Number(digits)
    const equals = text.indexOf('=', space)
    if (!/^[0-9]{1,9}$/.test(digits) || equals <= space + 1 || equals >= end || text[end - 1] !== '\n') {
      throw new TarFault('its pax header holds a malformed record')
    }
    records.push({ key: text.slice(space + 1, equals), value: text.slice(equals + 1, end - 1) })
    start = end
  }
  return records
}

/** A time as a record's value: seconds since 1970 with as many decimals as it needs. `nsec` counts up from `seconds`. */
export function encodeTime(seconds: number, nsec: number): string {
  const negative = seconds < 0
  const whole = negative && nsec > 0 ? -seconds - 1 : Math.abs(seconds)
  const part = negative && nsec > 0 ? 1e9 - nsec : nsec
  const decimals = part === 0 ? '' : `.${String(part).padStart(9, '0').replace(/0+$/, '')}`
  return `${negative ? '-' : ''}${whole}${decimals}`
}

/** The time that a record's value tells; what is finer than a nanosecond is cut off towards the past. @throws TarFault */
export function decodeTime(value: ByteString): { mtime: number; mtimeNsec: number } {
  const match = /^(-?)([0-9]+)(?:\.([0-9]*))?$/.exec(value)
  const seconds = Number(match?.[2])
  if (!match || !Number.isSafeInteger(seconds)) throw badValue('mtime', value)
  const decimals = match[3] ?? ''
  const nsec = Number(decimals.slice(0, 9).padEnd(9, '0'))
  if (match[1] === '') return { mtime: seconds, mtimeNsec: nsec }
  const before = nsec + (/[1-9]/.test(decimals.slice(9)) ? 1 : 0)
  return before === 0 ? { mtime: 0 - seconds, mtimeNsec: 0 } : { mtime: -seconds - 1, mtimeNsec: 1e9 - before }
}

/** The whole number, not negative, that a record's value tells. @throws TarFault */
export function decodeNumber(key: ByteString, value: ByteString): number {
  const number = Number(value)
  if (!/^[0-9]+$/.test(value) || !Number.isSafeInteger(number)) throw badValue(key, value)
  return number
}

function badValue(key: ByteString, value: ByteString): TarFault {
  return new TarFault(`its pax record ${key} has the value ${JSON.stringify(value.slice(0, 40))}`)
}
