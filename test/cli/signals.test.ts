import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { StoppedBySignal, stoppable } from '../../src/cli/signals.js'

class Signals extends EventEmitter {
  readonly exits: number[] = []
  exit(status: number): void {
    this.exits.push(status)
  }
}

/** Work that goes on until it is stopped, and then cleans up. */
function untilStopped(signal: AbortSignal, cleanUp: () => void): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      cleanUp()
      reject(new Error('stopped'))
    })
  })
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s aborts the work, which cleans up', async (name, status) => {
  const signals = new Signals()
  let clean = false
  const work = stoppable((signal) => untilStopped(signal, () => (clean = true)), signals)
  signals.emit(name, name)
  await expect(work).rejects.toMatchObject({ code: 'aborted', status, message: `stopped by ${name}` })
  expect(clean).toBe(true)
  expect(signals.exits).toEqual([])
  expect(signals.eventNames()).toEqual([])
})

test('a second signal ends the process at once', async () => {
  const signals = new Signals()
  let end = (): void => undefined
  const work = stoppable(() => new Promise<void>((resolve) => (end = resolve)), signals)
  signals.emit('SIGINT', 'SIGINT')
  signals.emit('SIGTERM', 'SIGTERM')
  expect(signals.exits).toEqual([143])
  end()
  await work
})

test('work that ends by itself gives what it made, or its own error', async () => {
  expect(await stoppable(async () => 1, new Signals())).toBe(1)
  const failed = stoppable(() => Promise.reject(new Error('its own')), new Signals())
  await expect(failed).rejects.toThrow('its own')
  await expect(failed).rejects.not.toBeInstanceOf(StoppedBySignal)
})
