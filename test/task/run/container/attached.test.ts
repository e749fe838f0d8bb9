import { describe, expect, test } from 'vitest'
import type { Podman } from '../../../../src/exec/podman/command.js'
import { runAttached } from '../../../../src/task/run/container/attached.js'

interface Engine {
  readonly status: number
  readonly stderr?: string
  readonly exitCode: number
  readonly began?: boolean
}

/** An engine whose container ends at once, as it is told. */
function run({ status, stderr = '', exitCode, began = false }: Engine): ReturnType<typeof runAttached> {
  const state = {
    ExitCode: exitCode,
    OOMKilled: false,
    StartedAt: began ? '2026-01-01T00:00:00Z' : '0001-01-01T00:00:00Z',
  }
  const program: Podman = async ([name]) =>
    name === 'container' ? { status: 0, stdout: JSON.stringify(state), stderr: '' } : { status, stdout: '', stderr }
  const never = new AbortController().signal
  const request = { onStart: () => undefined, onOutput: () => undefined, terminate: never, kill: never, signal: never }
  return runAttached(request, { program, called: 'engine', container: 'c', args: ['run'] })
}

describe('how a container ended', () => {
  test.each<[string, Engine, number]>([
    ['by itself', { status: 7, exitCode: 7, began: true }, 7],
    ['with a status that engines use too', { status: 126, exitCode: 126, began: true }, 126],
    [
      'before it began, for runc finds no program',
      { status: 127, exitCode: 0, stderr: 'exec: "/none": stat /none: no such file or directory' },
      127,
    ],
    [
      'before it began, for crun finds none',
      { status: 127, exitCode: 0, stderr: 'executable file `/none` not found' },
      127,
    ],
    [
      'before it began, for Docker may not execute it',
      { status: 1, exitCode: 126, stderr: 'exec: permission denied' },
      126,
    ],
  ])('%s', async (_, engine, status) => {
    expect((await run(engine)).exit).toEqual({ status })
  })

  test.each<[string, Engine]>([
    [
      'limits that may not be set',
      { status: 126, exitCode: 126, stderr: 'error setting rlimit type 7: operation not permitted' },
    ],
    ['an engine that fails', { status: 125, exitCode: 0, stderr: 'no space left on device' }],
  ])('what is no fault of the Task is an error: %s', async (_, engine) => {
    await expect(run(engine)).rejects.toMatchObject({
      code: 'executor',
      message: expect.stringContaining(engine.stderr ?? '') as string,
    })
  })
})
