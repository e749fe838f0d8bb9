import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ttyProgress } from '../../../src/cli/progress/tty.js'
import { styleFor } from '../../../src/cli/text/style.js'
import { FakeOutput } from '../fakeIo.js'
import { screenOf } from './screen.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function begin(size = { columns: 40, rows: 10 }) {
  const output = new FakeOutput({ isTTY: true, ...size })
  output.write('$ oci-pack build .\n')
  const fail = () => void output.write('error: it failed\n')
  const progress = ttyProgress(output, () => Date.now(), fail, styleFor(new FakeOutput(), {}), {
    doing: 'Building',
    done: 'Built',
  })
  return { ...progress, output, screen: () => screenOf(output.text) }
}
const result = { imageId: 'sha256:a', manifestDigest: 'sha256:b', tags: [], size: 0, outputs: [] } as const

test('the live lines are drawn over each other, and what is above them stays', () => {
  const { emit, output, screen, succeed } = begin()
  emit({ type: 'step-start', id: '1', name: 'FROM x' })
  emit({ type: 'step-done', id: '1', cached: true })
  emit({ type: 'step-start', id: '2', name: 'RUN make' })
  emit({ type: 'output', id: '2', stream: 'stdout', data: Buffer.from('\x1b[2Jcc a.c\n') })
  vi.advanceTimersByTime(1000)
  expect(screen()).toEqual([
    '$ oci-pack build .',
    '=> CACHED FROM x                   0.0s',
    '[+] Building 1.0s (1 steps done)',
    '=> RUN make                        1.0s',
    '   | cc a.c',
  ])
  emit({ type: 'step-done', id: '2', cached: false })
  emit({ type: 'warning', message: 'odd' })
  succeed(result)
  expect(screen()).toEqual([
    '$ oci-pack build .',
    '=> CACHED FROM x                   0.0s',
    '=> RUN make                        1.0s',
    'warning: odd',
    '[+] Built in 1.0s: 2 steps, 1 of them cached',
  ])
  const written = output.text
  vi.advanceTimersByTime(1000)
  expect(output.text).toBe(written)
})

test('a step that fails leaves its last lines', () => {
  const { emit, fail, screen } = begin()
  emit({ type: 'step-start', id: '1', name: 'RUN make' })
  vi.advanceTimersByTime(100)
  emit({ type: 'output', id: '1', stream: 'stderr', data: Buffer.from('no rule') })
  emit({ type: 'step-failed', id: '1', message: 'it failed' })
  fail({ code: 'run', message: 'it failed', location: undefined, hint: undefined, trace: undefined, status: 1 })
  expect(screen()).toEqual([
    '$ oci-pack build .',
    '=> ERROR RUN make                  0.1s',
    '   | no rule',
    'error: it failed',
  ])
})

test('where the window becomes narrower, the wrapped lines are drawn over', () => {
  const { emit, output } = begin()
  emit({ type: 'step-start', id: '1', name: 'RUN make' })
  vi.advanceTimersByTime(100)
  output.text = ''
  output.columns = 20
  vi.advanceTimersByTime(100)
  // Two lines of 32 and 39 columns take two rows each.
  expect(output.text.startsWith(`\r${'\x1b[A'.repeat(4)}[+]`)).toBe(true)
})
