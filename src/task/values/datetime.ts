import type { ParameterType } from '../descriptor/descriptor.js'
import { keepToLimit } from './hints.js'
import type { Problem } from './report.js'
import { quoted } from './shown.js'

type DatetimeType = Extract<ParameterType, { id: 'datetime' }>

const pattern =
  /^(\d{4}|-\d{4}|[+-]\d{5,10})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?(?:Z|([+-])(\d\d):(\d\d)(?::(\d\d))?)$/i
const furthestYear = 1_000_000_000
const longestOffset = 18 * 60 * 60

/** A time as Java's Instant.parse reads it, in nanoseconds since 1970; undefined for what it refuses. */
export function parseInstant(text: string): bigint | undefined {
  const [, years = '', ...rest] = pattern.exec(text) ?? []
  if (years === '' || /^-0+$/.test(years)) return undefined
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest.slice(0, 5).map(Number)
  const [fraction = '', sign, ...offsets] = rest.slice(5)
  const year = Number(years)
  if (Math.abs(year) > furthestYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  const nanoseconds = Number(fraction.padEnd(9, '0'))
  const clock = secondOfDay(hour, minute, second, nanoseconds)
  const [hours = 0, minutes = 0, seconds = 0] = offsets.map((part) => Number(part || 0))
  const offset = hours * 3600 + minutes * 60 + seconds
  if (clock === undefined || minutes > 59 || seconds > 59 || offset > longestOffset) return undefined
  const ahead = sign === '-' ? -offset : offset
  // Seconds of the furthest years are more than a number holds exactly.
  const elapsed = BigInt(daysSince1970(year, month, day)) * 86400n + BigInt(clock - ahead)
  return elapsed * 1_000_000_000n + BigInt(nanoseconds)
}

/** What is wrong with a text as a time. */
export function checkDatetime(text: string, { before, after }: DatetimeType): Problem[] {
  const time = parseInstant(text)
  if (time === undefined)
    return [
      {
        message: `${quoted(text)} is no time that the App Engine reads`,
        hint: 'Write it such as 2024-01-31T13:45:00Z.',
      },
    ]
  const problems: Problem[] = []
  const latest = before === undefined ? undefined : parseInstant(before)
  const earliest = after === undefined ? undefined : parseInstant(after)
  if (latest !== undefined && time > latest)
    problems.push({ message: `${text} is not before ${before ?? ''}`, hint: keepToLimit })
  if (earliest !== undefined && time < earliest)
    problems.push({ message: `${text} is not after ${after ?? ''}`, hint: keepToLimit })
  return problems
}

/** The second of the day. 24:00:00 is the next day's first; a leap second, only at a day's end, is the one before it. */
function secondOfDay(hour: number, minute: number, second: number, nanoseconds: number): number | undefined {
  if (hour === 24) return minute === 0 && second === 0 && nanoseconds === 0 ? 86400 : undefined
  if (hour === 23 && minute === 59 && second === 60) return 86399
  return hour > 23 || minute > 59 || second > 59 ? undefined : hour * 3600 + minute * 60 + second
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Days in the Gregorian calendar of all times, counted in years from March on, so that the leap day is the last. Date holds too few years. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  return marchYear * 365 + leapDays + dayOfYear - 719_468
}
