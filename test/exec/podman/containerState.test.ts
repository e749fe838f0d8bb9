import { expect, test } from 'vitest'
import type { Podman } from '../../../src/exec/podman/command.js'
import { containerState } from '../../../src/exec/podman/containerState.js'
import { failure } from '../../support/thrown.js'

const answering =
  (status: number, stdout: string): Podman =>
  () =>
    Promise.resolve({ status, stdout, stderr: '' })
const state = (StartedAt: string) => JSON.stringify({ ExitCode: 125, OOMKilled: true, StartedAt, Status: 'exited' })

test.each([
  ['2026-01-02T03:04:05.678Z', true],
  ['0001-01-01T00:00:00Z', false],
])('a container of %s', async (startedAt, began) => {
  expect(await containerState(answering(0, state(startedAt)), 'it')).toEqual({
    began,
    exitCode: 125,
    outOfMemory: true,
  })
})

test('a container that is not there', async () => {
  expect(await containerState(answering(1, ''), 'it')).toBeUndefined()
})

test('an answer of another program', async () => {
  expect((await failure(containerState(answering(0, '{"StartedAt": 7}'), 'it'))).code).toBe('format')
})
