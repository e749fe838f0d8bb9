import { expect, test } from 'vitest'
import { autoMode, lateMode, startProgress, withProgress } from '../../../src/cli/progress/progress.js'
import { OciPackError } from '../../../src/core/errors.js'
import { fakeIo } from '../fakeIo.js'

test.each([
  [{}, true, 'tty'],
  [{}, false, 'plain'],
  [{ TERM: 'dumb' }, true, 'plain'],
  [{ CI: 'true' }, true, 'plain'],
  [{ CI: '' }, true, 'tty'],
] as const)('%j, in a terminal: %j', (env, isTTY, mode) => {
  expect(autoMode(fakeIo(env, isTTY))).toBe(mode)
  expect(lateMode(fakeIo(env, isTTY))).toBe(mode === 'plain' ? 'late' : mode)
})

test('what is over soon leaves nothing in a log, what takes long all of it', () => {
  const io = fakeIo()
  let time = 0
  const { emit, succeed } = startProgress('late', io, () => time)
  emit({ type: 'step-start', id: '1', name: 'read a layer' })
  time = 4_999
  emit({ type: 'progress', id: '1', name: 'a', done: 1, total: 2000 })
  succeed({})
  expect(io.stderr.text).toBe('')
  time = 6_000
  emit({ type: 'progress', id: '1', name: 'a', done: 1000, total: 2000 })
  expect(io.stderr.text).toBe('#1 read a layer\n#1 a 1.0 kB / 2.0 kB\n')
  time = 6_500
  emit({ type: 'step-done', id: '1', cached: false })
  expect(io.stderr.text).toMatch(/\n#1 DONE 6.5s\n$/)
})

test('a warning is shown at once, and nothing else with it', () => {
  const io = fakeIo()
  const { emit, succeed } = startProgress('late', io, () => 0)
  emit({ type: 'step-start', id: '1', name: 'read a layer' })
  emit({ type: 'warning', message: 'it is old', hint: 'Make a new one.' })
  emit({ type: 'step-done', id: '1', cached: false })
  succeed({})
  expect(io.stderr.text).toBe('warning: it is old\nhelp: Make a new one.\n')
})

test('a failure is shown at once, and its status is the least that was asked for', async () => {
  const io = fakeIo()
  const fail = () => Promise.reject(new OciPackError('io', 'it failed', { hint: 'Try again.' }))
  expect(await withProgress('late', io, fail, { doing: 'x', done: 'x', failed: 2 })).toBe(2)
  expect(await withProgress('json', io, fail, { doing: 'x', done: 'x', failed: 2 })).toBe(2)
  expect(await withProgress('quiet', io, fail)).toBe(1)
  expect(io.stderr.text).toMatch(/^error: it failed\nhelp: Try again\.\n\{.*"exitStatus":2\}\n/)
})
