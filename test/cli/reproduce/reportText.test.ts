import { describe, expect, test } from 'vitest'
import { reproductionText } from '../../../src/cli/reproduce/reportText.js'
import { styleFor } from '../../../src/cli/text/style.js'
import type { ReproducedFile, ReproductionReport, StepDifference } from '../../../src/reproduce/report.js'
import { FakeOutput } from '../fakeIo.js'

const first = `sha256:${'1'.repeat(64)}` as const
const second = `sha256:${'2'.repeat(64)}` as const
const none: ReproductionReport = {
  same: true,
  imageIds: [first],
  steps: [],
  configuration: [],
  conditions: { varied: ['the time'], fixed: ['the umask'], notVaried: [] },
}
const log = { id: 'log', why: 'it is a log', mend: '&& rm -f /log' }

function step(files: readonly ReproducedFile[], more: Partial<StepDifference> = {}): StepDifference {
  return {
    platform: 'linux/amd64',
    instruction: 'RUN make',
    location: { file: 'Dockerfile', line: 3, endLine: 3, text: ['RUN make'] },
    first,
    second,
    files,
    count: files.length,
    form: [],
    follows: false,
    ...more,
  }
}

const shown = (report: Partial<ReproductionReport>): string =>
  reproductionText({ ...none, same: false, ...report }, ['image.tar', 'the build'], styleFor(new FakeOutput(), {}))

test('the same, and what was varied', () => {
  expect(shown({ same: true })).toBe(
    'same: every layer and the configuration, to the last byte\n' +
      'another one the second time:\n  the time\nalways alike:\n  the umask\n',
  )
})

test('a step with its line, its files by their causes, and what to do', () => {
  const files: ReproducedFile[] = [
    { path: '/a', what: ['content', 'mode'] },
    { path: '/log', what: ['content'], first: 'at 1', second: 'at 2', cause: log },
    { path: '/log2', what: ['added'], cause: log },
  ]
  expect(shown({ steps: [step(files, { count: 5 })] })).toBe(`Dockerfile:3
   3 | RUN make
5 files differ:
  /log   content
      at 1
      at 2
  /log2  in the build alone
  why: it is a log
  help: && rm -f /log
  /a  content, mode
  why: no usual cause is known
  … and 2 more files

not the same: 1 step differs
another one the second time:
  the time
always alike:
  the umask
`)
})

describe('the verdict', () => {
  const value = { platform: 'linux/amd64', at: 'created', first: '"1"', second: '"2"', mend: '--timestamp 1' }
  test.each([
    [{ steps: [step([]), step([])] }, '2 steps differ'],
    [{ steps: [step([]), step([], { follows: true })] }, '1 step and 1 step after them differ'],
    [{ steps: [], configuration: [value] }, 'the configuration differs'],
    [{ steps: [step([])], configuration: [value] }, '1 step and the configuration differ'],
  ])('%#', (report, verdict) => {
    expect(shown(report)).toContain(`not the same: ${verdict}\n`)
  })
})

test('what a hostile image holds reaches no terminal', () => {
  const files: ReproducedFile[] = [
    { path: '/\x1b[31mred', what: ['content'], first: '\x1b]0;title\x07', second: 'a\nb' },
  ]
  const text = shown({
    steps: [step(files)],
    configuration: [{ platform: 'linux/amd64', at: '\x1b[2J', first: '\x07' }],
  })
  expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f]/)
})
