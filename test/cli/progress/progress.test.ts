import { expect, test } from 'vitest'
import { autoMode } from '../../../src/cli/progress/progress.js'
import { fakeIo } from '../fakeIo.js'

test.each([
  [{}, true, 'tty'],
  [{}, false, 'plain'],
  [{ TERM: 'dumb' }, true, 'plain'],
  [{ CI: 'true' }, true, 'plain'],
  [{ CI: '' }, true, 'tty'],
] as const)('%j, in a terminal: %j', (env, isTTY, mode) => {
  expect(autoMode(fakeIo(env, isTTY))).toBe(mode)
})
