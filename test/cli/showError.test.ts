import { describe, expect, test } from 'vitest'
import { failureOf } from '../../src/cli/failure.js'
import { showError } from '../../src/cli/showError.js'
import { StoppedBySignal } from '../../src/cli/signals.js'
import { styleFor } from '../../src/cli/text/style.js'
import { OciPackError } from '../../src/core/errors.js'
import { FakeOutput } from './fakeIo.js'

const show = (error: unknown, env = {}): string => showError(failureOf(error, env), styleFor(new FakeOutput(), env))

describe('an error of ours', () => {
  test('with its lines and a hint', () => {
    const location = { file: 'Dockerfile', line: 9, endLine: 10, text: ['RUN a && \\', '\tb  '] }
    expect(show(new OciPackError('run', 'it failed', { location, hint: 'Do this.' }))).toBe(
      'error: it failed\nDockerfile:9\n   9 | >>> RUN a && \\\n  10 | >>>     b\nhelp: Do this.\n',
    )
  })

  test('alone', () => {
    expect(show(new OciPackError('aborted', 'it was stopped'))).toBe('error: it was stopped\n')
  })

  test('with the first lines of many', () => {
    const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`)
    const location = { file: 'Dockerfile', line: 1, endLine: 20, text }
    expect(show(new OciPackError('run', 'it failed', { location, hint: 'Do this.' }))).toMatch(
      /12 \| >>> line 12\n {5}\| \.\.\. 8 more lines\nhelp: Do this\.\n$/,
    )
  })

  test('cannot steer the terminal', () => {
    const location = { file: 'a\x1b[2J', line: 1, endLine: 1, text: ['RUN \x07 \x1b]0;title\x07 \x9b'] }
    expect(show(new OciPackError('run', 'a\x1b[31mb\rc', { location, hint: '\x08' }))).not.toMatch(
      /[\0-\x09\x0b-\x1f\x7f-\x9f]/,
    )
  })
})

test('a fault of the program itself shows no stack', () => {
  expect(show(new TypeError('x is undefined'))).toBe(
    'error: this is a fault of oci-pack itself: TypeError: x is undefined\n' +
      'help: Set OCI_PACK_DEBUG=1 to see where it happened, and please report it.\n',
  )
})

test('OCI_PACK_DEBUG shows the stack and the cause', () => {
  const error = new OciPackError('io', 'outer', { hint: 'Do this.', cause: new Error('inner') })
  const shown = show(error, { OCI_PACK_DEBUG: '1' })
  expect(shown).toContain('showError.test.ts')
  expect(shown).toMatch(/inner.*error: outer\nhelp: Do this\.\n$/s)
})

test.each<[unknown, number]>([
  [new OciPackError('usage', '', { hint: '' }), 2],
  [new OciPackError('dockerfile', '', { hint: '' }), 1],
  [new StoppedBySignal('SIGINT'), 130],
  [new StoppedBySignal('SIGTERM'), 143],
  ['thrown', 1],
])('%s ends with status %d', (error, status) => {
  expect(failureOf(error, {}).status).toBe(status)
})
