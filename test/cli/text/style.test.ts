import { expect, test } from 'vitest'
import { styleFor } from '../../../src/cli/text/style.js'
import { FakeOutput } from '../fakeIo.js'

test.each<[Record<string, string>, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
])('%j, in a terminal: %j', (env, isTTY, colors) => {
  const shown = styleFor(new FakeOutput({ isTTY }), env).error('x')
  expect(shown !== 'x').toBe(colors)
  expect(shown).toContain('x')
})
