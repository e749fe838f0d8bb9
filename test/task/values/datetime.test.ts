import { expect, it } from 'vitest'
import { checkDatetime, parseInstant } from '../../../src/task/values/datetime.js'

// What Java's Instant.parse reads, and as which instant, as it was seen to.
const read: [string, string][] = [
  ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
  ['2024-01-02T03:04:05.123Z', '2024-01-02T03:04:05.123Z'],
  ['2024-01-02T03:04:05+02:00', '2024-01-02T01:04:05Z'],
  ['2024-01-02t03:04:05z', '2024-01-02T03:04:05Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ['2024-01-02T24:00:00Z', '2024-01-03T00:00:00Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
  ['2024-01-02T03:04:05.Z', '2024-01-02T03:04:05Z'],
  ['+12024-01-02T03:04:05Z', '+012024-01-02T03:04:05Z'],
  ['-0001-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
  ['1969-12-31T23:59:59-18:00', '1970-01-01T17:59:59Z'],
]
const refused = [
  '2024-01-02T03:04:05.1234567891Z',
  '2024-01-02T03:04Z',
  '2024-01-02T03:04:05',
  '2024-01-02',
  '2024-01-02T03:04:05+0200',
  '2024-01-02T03:04:05+02',
  '2024-02-30T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2024-01-02T24:00:01Z',
  '2024-01-02T25:00:00Z',
  '2024-01-02T03:60:00Z',
  '2024-13-01T00:00:00Z',
  '2024-00-01T00:00:00Z',
  '2024-1-2T03:04:05Z',
  ' 2024-01-02T03:04:05Z',
  '2024-01-02 03:04:05Z',
  '+2024-01-02T03:04:05Z',
  '12024-01-02T03:04:05Z',
  '2024-01-02T03:04:05,5Z',
  '+1000000001-01-01T00:00:00Z',
  '+10000000000-01-01T00:00:00Z',
  '-0000-01-01T00:00:00Z',
  '2024-01-02T03:04:05+18:01',
  '2024-01-02T03:04:05+02:60',
  'now',
  '',
]

it.each(read)('reads %s as %s', (text, instant) => {
  expect(parseInstant(text)).toBe(BigInt(Date.parse(instant)) * 1_000_000n)
})

it('reads nanoseconds and the furthest years', () => {
  expect(parseInstant('1970-01-01T00:00:00.000000001Z')).toBe(1n)
  // Instant.MAX and Instant.MIN, by their getEpochSecond.
  expect(parseInstant('+1000000000-12-31T23:59:59.999999999Z')).toBe(31556889864403199_999999999n)
  expect(parseInstant('-1000000000-01-01T00:00:00Z')).toBe(-31557014167219200_000000000n)
})

it.each(refused)('refuses %j', (text) => {
  expect(parseInstant(text)).toBeUndefined()
  expect(checkDatetime(text, { id: 'datetime', before: undefined, after: undefined })).toHaveLength(1)
})

it.each([
  ['2024-01-01T00:00:00Z', []],
  ['2024-06-01T00:00:00+00:00', []],
  ['2024-12-31T23:59:59Z', []],
  ['2025-01-01T00:00:00Z', ['2025-01-01T00:00:00Z is not before 2024-12-31T23:59:59Z']],
  ['2024-01-01T00:30:00+01:00', ['2024-01-01T00:30:00+01:00 is not after 2024-01-01T00:00:00Z']],
])('holds %s against its limits', (text, messages) => {
  const type = { id: 'datetime', before: '2024-12-31T23:59:59Z', after: '2024-01-01T00:00:00Z' } as const
  expect(checkDatetime(text, type).map(({ message }) => message)).toEqual(messages)
})
