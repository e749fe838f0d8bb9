import { describe, expect, test } from 'vitest'
import { type RunReport, runStatus, taskExit } from '../../../src/task/run/report.js'
import type { ValueReport } from '../../../src/task/values/report.js'

describe('taskExit', () => {
  test.each([
    [{ status: 0 }, { status: 0 }],
    [{ status: 3 }, { status: 3 }],
    [{ status: 137 }, { status: 137, signal: 'SIGKILL' }],
    [{ signal: 'SIGKILL' }, { status: 137, signal: 'SIGKILL' }],
    [{ signal: 'SIGTERM' }, { status: 143, signal: 'SIGTERM' }],
    [{ status: 255 }, { status: 255 }],
  ])('of %j is %j: engines that tell it differently agree', (exit, expected) => {
    expect(taskExit(exit)).toEqual(expected)
  })
})

const output = (ok: boolean): ValueReport => ({ name: 'sum', type: 'integer', kind: 'output', ok, problems: [] })

const report = (changes: Partial<RunReport>): RunReport => ({
  task: 'com/my/task:1.0.0',
  image: `sha256:${'0'.repeat(64)}`,
  engine: 'builtin',
  exit: { status: 0 },
  timedOut: false,
  inputs: [],
  outputs: [output(true)],
  notes: [],
  duration: 1,
  ...changes,
})

describe('runStatus', () => {
  test.each([
    ['a Task that does all right', {}, 0],
    ['one that fails', { exit: { status: 7 }, outputs: [output(false)] }, 7],
    ['one that a signal ends', { exit: { status: 137, signal: 'SIGKILL' } }, 137],
    ['wrong outputs', { outputs: [output(true), output(false)] }, 3],
    ['one that ran out of time and then ended well', { timedOut: true }, 124],
    ['one that ran out of time and was killed', { timedOut: true, exit: { status: 137 } }, 124],
    ['one that was not run', { engine: undefined, exit: undefined }, 1],
  ] as const)('of %s', (_, changes, status) => {
    expect(runStatus(report(changes))).toBe(status)
  })
})
