import { expect, test } from 'vitest'
import { runRequest, type RunFlags } from '../../../src/cli/task/runRequest.js'
import { OciPackError } from '../../../src/core/errors.js'

const flags: RunFlags = { cache: true, progress: 'auto' }

test.each([
  ['30', 30_000],
  ['0.5', 500],
  ['2m', 120_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
])('--timeout %s is so many milliseconds', (timeout, milliseconds) => {
  expect(runRequest('.', { ...flags, timeout }, {}).timeout).toBe(milliseconds)
})

test.each(['', '0', '-1', 'soon', '5 m', '1d'])('--timeout %j is no time to wait', (timeout) => {
  const ask = () => runRequest('.', { ...flags, timeout }, {})
  expect(ask).toThrow(OciPackError)
  expect(ask).toThrow('--timeout')
})

test('the Task is the context, and its inputs are those that are given', () => {
  const request = runRequest(
    'task',
    { ...flags, inputs: 'in', input: ['a=1', 'b=@file'], outputs: 'out', keep: true },
    {},
  )
  expect(request).toMatchObject({ task: 'task', context: 'task', inputs: 'in', outputs: 'out', keep: true })
  expect([...(request.values ?? [])].map(([name]) => name)).toEqual(['a', 'b'])
  expect(request.timeout).toBeUndefined()
})
