import { formatBytes } from '../../core/formatBytes.js'
import { formatTransfer, formatWait } from '../text/units.js'
import { beginRate, bytesPerSecond, measure, type Rate, timeLeft } from './rate.js'

/** Bytes of something that is brought or written. */
export interface Transfer {
  readonly done: number
  readonly total: number | undefined
  readonly rate: Rate
}

/** A transfer after an event about it; `before` is undefined for the first one. */
export function transferAt(
  before: Transfer | undefined,
  done: number,
  total: number | undefined,
  now: number,
): Transfer {
  return { done, total, rate: before ? measure(before.rate, done, now) : beginRate(done, now) }
}

/** What there is to tell of a transfer, the most important first: bytes, rate, time left. */
export function transferFacts({ done, total, rate }: Transfer, now: number): string[] {
  const perSecond = bytesPerSecond(rate, now)
  return [formatTransfer(done, total), ...paceFacts(perSecond, total === undefined ? undefined : total - done)]
}

/** The same of several together; nothing where there are not several, for its own line tells of the only one. */
export function overallFacts(transfers: readonly Transfer[], now: number): string[] {
  if (transfers.length < 2) return []
  const perSecond = sum(transfers.map(({ rate }) => bytesPerSecond(rate, now) ?? 0))
  const left = sum(transfers.map(({ done, total = NaN }) => total - done))
  return paceFacts(perSecond, Number.isNaN(left) ? undefined : left)
}

function paceFacts(perSecond: number | undefined, bytesLeft: number | undefined): string[] {
  if (perSecond === undefined) return []
  const left = bytesLeft === undefined ? undefined : timeLeft(bytesLeft, perSecond)
  return [`${formatBytes(Math.round(perSecond))}/s`, ...(left === undefined ? [] : [`${formatWait(left)} left`])]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
