import { describe, expect, test } from 'vitest'
import { beginRate, bytesPerSecond, measure, type Rate, timeLeft } from '../../../src/cli/progress/rate.js'

/** The rate after a chunk of so many bytes every so many milliseconds. */
function steady(bytes: number, every: number, count: number, from: Rate = beginRate(0, 0)): Rate {
  let rate = from
  for (let i = 1; i <= count; i++) rate = measure(rate, from.done + i * bytes, from.at + i * every)
  return rate
}

test('nothing is told before anything was measured', () => {
  expect(bytesPerSecond(beginRate(5000, 0), 100)).toBeUndefined()
  expect(bytesPerSecond(measure(beginRate(0, 0), 5000, 10), 10)).toBeUndefined()
  expect(timeLeft(1000, undefined)).toBeUndefined()
})

describe('what goes evenly has its rate', () => {
  test.each([
    [1000, 1000],
    [50, 50],
    [7, 7],
    [20_000, 20_000],
  ])('%d bytes every %d ms', (bytes, every) => {
    expect(steady(bytes, every, 200).perSecond).toBeCloseTo(1000, 5)
  })
})

test('one burst does not carry it away, and a lasting change is followed', () => {
  const even = steady(1000, 1000, 10)
  const burst = measure(even, even.done + 10_000, even.at + 300)
  expect(burst.perSecond).toBeLessThan(5000)
  expect(steady(4000, 1000, 10, even).perSecond).toBeGreaterThan(3800)
})

test('what has stalled slows down, until no time is told', () => {
  const even = steady(1000, 1000, 10)
  expect(bytesPerSecond(even, even.at + 900)).toBe(even.perSecond)
  expect(bytesPerSecond(even, even.at + 4000)).toBeCloseTo(1000 / Math.E, 0)
  expect(timeLeft(1000, bytesPerSecond(even, even.at + 60_000))).toBeUndefined()
})

test('who begins anew is measured anew', () => {
  expect(measure(steady(1000, 1000, 10), 0, 20_000)).toEqual(beginRate(0, 20_000))
})

test('the time left', () => {
  expect(timeLeft(10_000, 1000)).toBe(10_000)
})
