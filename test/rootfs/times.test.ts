import { describe, expect, test } from 'vitest'
import { buildTimes, defaultEpoch, isoTime } from '../../src/rootfs/times.js'
import { thrown } from '../support/thrown.js'

const now = 2_000_000_000
const early = 7
const late = 3_000_000_000

describe('the times of a build', () => {
  test.each<[string | undefined, string | undefined, number, [number, number], [number, number]]>([
    // --timestamp, SOURCE_DATE_EPOCH, epoch, context's early and late file, RUN's early and late file
    [undefined, undefined, defaultEpoch, [defaultEpoch, defaultEpoch], [early, defaultEpoch]],
    [undefined, '', defaultEpoch, [defaultEpoch, defaultEpoch], [early, defaultEpoch]],
    [undefined, '1000', 1000, [1000, 1000], [early, 1000]],
    [undefined, '0', 0, [0, 0], [0, 0]],
    ['500', '1000', 500, [500, 500], [early, 500]],
    ['', '1000', 1000, [1000, 1000], [early, 1000]],
    ['now', '1000', now, [now, now], [early, now]],
    ['preserve', undefined, defaultEpoch, [early, late], [early, late]],
    ['preserve', '1000', 1000, [early, late], [early, late]],
    ['253402300799', undefined, 253402300799, [253402300799, 253402300799], [early, late]],
  ])('--timestamp %s with SOURCE_DATE_EPOCH=%s', (timestamp, sourceDateEpoch, epoch, ofContext, ofRun) => {
    const times = buildTimes(timestamp, sourceDateEpoch, now)
    expect(times.epoch).toBe(epoch)
    expect([times.ofContext(early), times.ofContext(late)]).toEqual(ofContext)
    expect([times.ofRun(early), times.ofRun(late)]).toEqual(ofRun)
  })

  test.each([
    ['yesterday', undefined, /^--timestamp=yesterday is not a time$/],
    ['-1', undefined, /^--timestamp=-1 /],
    ['1.5', undefined, /^--timestamp=1\.5 /],
    ['1e3', undefined, /^--timestamp=1e3 /],
    [' 1', undefined, /^--timestamp= 1 /],
    ['253402300800', undefined, /^--timestamp=253402300800 /],
    ['9'.repeat(400), undefined, /^--timestamp=9+ is not a time$/],
    [undefined, 'x', /^SOURCE_DATE_EPOCH=x is not a time$/],
    ['preserve', 'x', /^SOURCE_DATE_EPOCH=x is not a time$/],
    ['NOW', undefined, /^--timestamp=NOW /],
  ])('--timestamp %s with SOURCE_DATE_EPOCH=%s is refused', (timestamp, sourceDateEpoch, message) => {
    const error = thrown(() => buildTimes(timestamp, sourceDateEpoch, now))
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message) as string })
    expect(error.hint).toContain('seconds since 1970')
  })
})

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [defaultEpoch, '1980-01-01T00:00:00Z'],
  [1_700_000_001, '2023-11-14T22:13:21Z'],
  [253402300799, '9999-12-31T23:59:59Z'],
])('%d is %s', (seconds, text) => {
  expect(isoTime(seconds)).toBe(text)
})
