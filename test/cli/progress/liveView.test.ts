import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RunningStep, stepLine, viewLines } from '../../../src/cli/progress/liveView.js'
import { beginRate } from '../../../src/cli/progress/rate.js'
import { styleFor } from '../../../src/cli/text/style.js'
import { displayWidth } from '../../../src/cli/text/width.js'
import { FakeOutput } from '../fakeIo.js'

const style = styleFor(new FakeOutput(), {})
const step = (fields: Partial<RunningStep> = {}): RunningStep => ({
  name: '[1/2] RUN make',
  startedAt: 0,
  lines: [],
  transfers: new Map(),
  ...fields,
})
const view = (running: RunningStep[], columns = 40, rows = 24): string[] =>
  viewLines({ doing: 'Building', running, done: 3, elapsed: 2500 }, 1000, columns, rows, style).map(
    ({ shown }) => shown,
  )

test('running steps with their last lines and transfers', () => {
  const transfers = new Map([['layer', { done: 1000, total: 2000, rate: beginRate(1000, 0) }]])
  expect(view([step({ lines: ['1', '2', '3', '4', '5'], transfers })])).toEqual([
    '[+] Building 2.5s (3 steps done)',
    '=> [1/2] RUN make                   1.0s',
    '=> => layer 1.0 kB / 2.0 kB',
    '   | 2',
    '   | 3',
    '   | 4',
    '   | 5',
  ])
})

describe('it fits', () => {
  test('in few rows', () => {
    expect(view([step(), step(), step()], 40, 2)).toHaveLength(2)
    expect(view([step()], 40, 0)).toEqual([])
    expect(
      view(
        Array.from({ length: 100 }, () => step()),
        40,
        100,
      ),
    ).toHaveLength(16)
  })

  test('in few columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (text, columns) => {
        const lines = viewLines(
          { doing: 'Building', running: [step({ name: text, lines: [text] })], done: 0, elapsed: 0 },
          0,
          columns,
          24,
          style,
        )
        expect(Math.max(...lines.map((line) => displayWidth(line.text)))).toBeLessThanOrEqual(columns)
      }),
    )
  })
})

test.each([
  [60, '=> => sha256:0123456789 1.2 MB / 999.0 MB'],
  [32, '=> => sha256:… 1.2 MB / 999.0 MB'],
  [28, '=> => sha… 1.2 MB / 999.0 MB'],
  [27, '=> => sha256:012345… 1.2 MB'],
  [19, '=> => sha25… 1.2 MB'],
  [17, '=> => sha… 1.2 MB'],
  [16, '=> => sha256:01…'],
])('in %i columns a transfer keeps its bytes as long as they fit', (columns, line) => {
  const transfers = new Map([['sha256:0123456789', { done: 1.2e6, total: 999e6, rate: beginRate(0, 0) }]])
  expect(view([step({ transfers })], columns)[2]).toBe(line)
})

test('a name that is too long leaves room for the time', () => {
  expect(stepLine('COPY 漢字漢字 /', 1000, 16)).toBe('=> COPY 漢… 1.0s')
})
