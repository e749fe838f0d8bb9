import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ttyProgress } from '../../../src/cli/progress/tty.js'
import { styleFor } from '../../../src/cli/text/style.js'
import { FakeOutput } from '../fakeIo.js'
import { Screen } from './screen.js'

// The terminal itself waits for true time.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const hidden = '\x1b[?25l'
const visible = '\x1b[?25h'

function begin(size = { columns: 40, rows: 10 }) {
  const output = new Screen(size)
  output.write('$ oci-pack build .\n')
  const fail = () => void output.write('error: it failed\n')
  const progress = ttyProgress(output, () => Date.now(), fail, styleFor(new FakeOutput(), {}), {
    doing: 'Building',
    done: 'Built',
  })
  return { ...progress, output }
}
const result = { imageId: 'sha256:a', manifestDigest: 'sha256:b', tags: [], size: 0, outputs: [] } as const

test('the live lines are drawn over each other, and what is above them stays', async () => {
  const { emit, output, succeed } = begin()
  emit({ type: 'step-start', id: '1', name: 'FROM x' })
  emit({ type: 'step-done', id: '1', cached: true })
  emit({ type: 'step-start', id: '2', name: 'RUN make' })
  emit({ type: 'output', id: '2', stream: 'stdout', data: Buffer.from('\x1b[2Jcc a.c\n') })
  vi.advanceTimersByTime(1000)
  expect(await output.shown()).toEqual([
    '$ oci-pack build .',
    '=> CACHED FROM x                   0.0s',
    '[+] Building 1.0s (1 step done)',
    '=> RUN make                        1.0s',
    '   | cc a.c',
  ])
  emit({ type: 'step-done', id: '2', cached: false })
  emit({ type: 'warning', message: 'odd', hint: 'Make it even.' })
  succeed(result)
  expect(await output.shown()).toEqual([
    '$ oci-pack build .',
    '=> CACHED FROM x                   0.0s',
    '=> RUN make                        1.0s',
    'warning: odd',
    'help: Make it even.',
    '[+] Built in 1.0s: 2 steps, 1 of them ca',
    'ched',
  ])
  const written = output.text
  vi.advanceTimersByTime(1000)
  expect(output.text).toBe(written)
})

test('a step that fails leaves its last lines', async () => {
  const { emit, fail, output } = begin()
  emit({ type: 'step-start', id: '1', name: 'RUN make' })
  vi.advanceTimersByTime(100)
  emit({ type: 'output', id: '1', stream: 'stderr', data: Buffer.from('no rule') })
  emit({ type: 'step-failed', id: '1', message: 'it failed' })
  fail({ code: 'run', message: 'it failed', location: undefined, hint: undefined, trace: undefined, status: 1 })
  expect(await output.shown()).toEqual([
    '$ oci-pack build .',
    '=> ERROR RUN make                  0.1s',
    '   | no rule',
    'error: it failed',
  ])
})

test('a transfer has its rate and the time left', async () => {
  const { emit, output } = begin({ columns: 70, rows: 10 })
  emit({ type: 'step-start', id: '1', name: 'FROM x' })
  for (let done = 0; done <= 10; done++) {
    for (const name of ['a', 'b']) emit({ type: 'progress', id: '1', name, done: done * 1_000_000, total: 50_000_000 })
    if (done < 10) vi.advanceTimersByTime(500)
  }
  vi.advanceTimersByTime(100)
  expect(await output.shown()).toEqual([
    '$ oci-pack build .',
    '[+] Building 5.1s (0 steps done) 4.0 MB/s, 20s left',
    `${'=> FROM x'.padEnd(64)} 5.1s`,
    '=> => a 10.0 MB / 50.0 MB, 2.0 MB/s, 20s left',
    '=> => b 10.0 MB / 50.0 MB, 2.0 MB/s, 20s left',
  ])
})

describe('when the window changes its size', () => {
  test('the view is drawn anew at once', async () => {
    const { emit, output } = begin()
    emit({ type: 'step-start', id: '1', name: 'RUN make' })
    vi.advanceTimersByTime(100)
    await output.resize(20, 10)
    expect(await output.shown()).toEqual(['$ oci-pack build .', '[+] Building 0.1s', '=> RUN make    0.1s'])
    await output.resize(60, 10)
    expect(await output.shown()).toEqual([
      '$ oci-pack build .',
      '[+] Building 0.1s (0 steps done)',
      `${'=> RUN make'.padEnd(54)} 0.1s`,
    ])
  })

  test('and nobody listens when it is over', async () => {
    const { output, succeed } = begin()
    vi.advanceTimersByTime(100)
    succeed(result)
    const written = output.text
    await output.resize(20, 10)
    expect(output.text).toBe(written)
  })

  const sizesFrom = (columns: number, rows: number) =>
    fc.tuple(fc.integer({ min: columns, max: 200 }), fc.integer({ min: rows, max: 50 }))
  const anySizes = fc.array(sizesFrom(1, 1), { minLength: 1, maxLength: 6 })
  /** The rows of the screen, at last, that begin a view: one while it is drawn, none once it is over; and what stood above it. */
  async function afterResizes(changes: readonly (readonly [number, number])[], steps: number) {
    const { emit, output, succeed } = begin({ columns: 80, rows: 24 })
    for (let i = 0; i < steps; i++) {
      emit({ type: 'step-start', id: String(i), name: `RUN 漢字漢字 ${i} ${'word '.repeat(20)}` })
      emit({ type: 'output', id: String(i), stream: 'stdout', data: Buffer.from('wide 漢字\n'.repeat(i)) })
    }
    vi.advanceTimersByTime(100)
    for (const [columns, rows] of [...changes, [80, 60], [80, 60]] as const) await output.resize(columns, rows)
    const headers = (await output.shown()).filter((row) => row.includes('[+] Building'))
    const [first] = await output.all()
    succeed(result)
    return { first, headers, rows: await output.shown(), firstAtLast: (await output.all())[0] }
  }

  test('what stood above it stays, and the view is there once', async () => {
    const changes = fc.array(sizesFrom(20, 5), { minLength: 1, maxLength: 6 })
    const examples: [[number, number][], number][] = [
      // The cursor is not in the last row of a window that becomes higher.
      [
        [
          [20, 13],
          [20, 14],
          [20, 5],
        ],
        4,
      ],
      // The view begins in the first row, and all of it is in sight.
      [
        [
          [40, 31],
          [20, 18],
          [20, 5],
          [20, 5],
        ],
        16,
      ],
    ]
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 1, max: 30 }), async (sizes, steps) => {
        const { first, headers, rows, firstAtLast } = await afterResizes(sizes, steps)
        expect([first, firstAtLast]).toEqual(['$ oci-pack build .', '$ oci-pack build .'])
        expect(headers).toHaveLength(1)
        expect(rows.filter((row) => row.includes('[+]'))).toEqual([expect.stringMatching(/^\[\+\] Built/)])
      }),
      { numRuns: 30, examples },
    )
  })

  test('also in the smallest window nothing of what stood above it is lost', async () => {
    await fc.assert(
      fc.asyncProperty(anySizes, fc.integer({ min: 1, max: 30 }), async (changes, steps) => {
        const { first, rows, firstAtLast } = await afterResizes(changes, steps)
        expect([first, firstAtLast]).toEqual(['$ oci-pack build .', '$ oci-pack build .'])
        expect(rows.at(-1)).toMatch(/^\[\+\] Built/)
      }),
      { numRuns: 30 },
    )
  })

  test('the view never has more rows than the window', async () => {
    const { emit, output } = begin({ columns: 80, rows: 24 })
    for (let i = 0; i < 30; i++) emit({ type: 'step-start', id: String(i), name: `RUN ${i}` })
    for (const [columns, rows] of [
      [200, 50],
      [80, 5],
      [20, 2],
      [1, 3],
      [1, 1],
    ] as const) {
      await output.resize(columns, rows)
      output.text = ''
      vi.advanceTimersByTime(100)
      expect(output.text.split('\n').length).toBeLessThanOrEqual(Math.min(rows, 17))
    }
  })
})

describe('the cursor', () => {
  test('is hidden while the view is there, and shown when it is over', () => {
    const { emit, fail, output } = begin()
    emit({ type: 'step-start', id: '1', name: 'FROM x' })
    vi.advanceTimersByTime(500)
    expect(output.text.split(hidden)).toHaveLength(2)
    expect(output.text).not.toContain(visible)
    fail({ code: 'io', message: 'x', location: undefined, hint: undefined, trace: undefined, status: 1 })
    expect(output.text.split(visible)).toHaveLength(2)
    expect(output.text.lastIndexOf(visible)).toBeGreaterThan(output.text.lastIndexOf(hidden))
  })

  test('stays as it is where nothing was drawn, as where there is no step and all is over soon', () => {
    const { fail, output } = begin()
    vi.advanceTimersByTime(900)
    const before = process.listenerCount('exit')
    fail({ code: 'usage', message: 'x', location: undefined, hint: undefined, trace: undefined, status: 2 })
    expect(output.text.split(hidden)).toHaveLength(output.text.split(visible).length)
    expect(process.listenerCount('exit')).toBe(before)
  })
})
