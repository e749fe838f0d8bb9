import { describe, expect, test } from 'vitest'
import type { Reason, WhyRun } from '../../../src/api/why/report.js'
import type { Change } from '../../../src/build/why/change.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { styleFor } from '../../../src/cli/text/style.js'
import { whyCacheText } from '../../../src/cli/why/whyCacheText.js'
import { sha256 } from '../../../src/core/hash.js'
import type { WhyOptions } from '../../../src/index.js'
import { fakeApi, fakeIo, FakeOutput } from '../fakeIo.js'

const before = new Date(2026, 10, 27, 17, 5)
const run: WhyRun = {
  stage: '0',
  file: 'Dockerfile',
  line: 5,
  instruction: 'RUN make',
  cached: false,
  reason: { type: 'unknown' },
}
const shown = (...runs: Partial<WhyRun>[]): string =>
  whyCacheText({ runs: runs.map((more) => ({ ...run, ...more })) }, styleFor(new FakeOutput(), {}))
const changed = (change: Change): Reason => ({ type: 'changed', change, files: [], count: 0, before })
const a = { text: 'COPY a /', line: 4, diffId: sha256('a') }

describe('a RUN', () => {
  test.each<[Partial<WhyRun>, string]>([
    [{}, 'would be executed: nothing is kept of how it was executed before'],
    [{ reason: { type: 'follows' } }, 'would be executed: a RUN above it is'],
    [{ reason: { type: 'asked' } }, 'would be executed: --no-cache asks for it'],
    [
      { reason: { type: 'gone', before } },
      'would be executed: nothing changed since 2026-11-27 17:05, but its layer was pruned from the store',
    ],
    [{ cached: true }, 'cached'],
    [{ cached: true, executed: before }, 'cached, executed on 2026-11-27 17:05'],
  ])('%#', (more, state) => {
    expect(shown(more)).toBe(`Dockerfile:5  RUN make\n  ${state}\n`)
  })

  test('the name of its stage, a blank line between', () => {
    expect(shown({ stage: 'made' }, {})).toMatch(/^Dockerfile:5 {2}\[made\] RUN make\n.*\n\nDockerfile:5 {2}RUN make\n/)
  })
})

describe('what changed', () => {
  const mount = (content: string): string => `["bind","/src",true,[["${sha256(content)}"],"source"]]`
  test.each<[Change, string]>([
    [
      { part: 'base', before: { name: 'a', id: sha256('a') }, now: { name: 'b', id: sha256('b') } },
      'the base was a and is b',
    ],
    [
      { part: 'base', before: { name: 'a', id: sha256('a') }, now: { name: 'a', id: sha256('b') } },
      `the base a is another, ${sha256('a')} before and ${sha256('b')} now`,
    ],
    [{ part: 'layer', before: a, now: a }, '“COPY a /” on line 4 gives other files'],
    [
      { part: 'instruction', before: a, now: { ...a, text: 'COPY b /' } },
      '“COPY b /” stands on line 4, where “COPY a /” was',
    ],
    [{ part: 'instruction', now: a }, '“COPY a /” on line 4 is new'],
    [{ part: 'instruction', before: a }, '“COPY a /” is gone'],
    [{ part: 'command', name: '', before: 'a', now: 'b' }, 'the command was “a” and is “b”'],
    [{ part: 'variable', name: 'A', before: '1', now: '' }, 'A was “1” and is empty'],
    [{ part: 'variable', name: 'A', now: '1' }, 'A is new: “1”'],
    [{ part: 'setting', name: '--network', before: 'host' }, '--network is gone, which was “host”'],
    [{ part: 'mount', name: '0', before: mount('a'), now: mount('b') }, 'what is mounted at /src is other than it was'],
    [{ part: 'mount', name: '0', now: '["tmpfs"]' }, 'a mount is new: “["tmpfs"]”'],
  ])('%#', (change, text) => {
    expect(shown({ reason: changed(change) })).toContain(`executed: ${text}, since 2026-11-27 17:05\n`)
  })

  test('its files', () => {
    const files = Array.from({ length: 11 }, (_, i) => ({ path: `/f${i}`, what: ['mode'] as const }))
    const [first, ...more] = files
    const content = { ...first, path: '/f0', what: ['content'] as const, before: '12', now: '34' }
    const text = shown({
      reason: {
        type: 'changed',
        change: { part: 'layer', before: a, now: a },
        files: [content, ...more],
        count: 12,
        before,
      },
    })
    expect(text).toContain('    /f0  content  sha256:12… → 34…\n    /f1  mode\n')
    expect(text).toMatch(/\/f9 {2}mode\n {4}… and 2 more\n$/)
  })

  test('nothing of it moves a cursor', () => {
    const change: Change = { part: 'variable', name: '\x1b[2JA', before: '\x07', now: '\x1b]0;' }
    const files = [{ path: '/\x1b[31m', what: ['added'] as const }]
    const text = shown({
      file: '\x1b[A',
      instruction: 'RUN \x1b',
      reason: { type: 'changed', change, files, count: 1, before },
    })
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f]/)
  })
})

test('no RUN at all', () => {
  expect(shown()).toBe('the build has no RUN: all else is made anew each time\n')
})

describe('the command line', () => {
  async function asked(...args: string[]): Promise<WhyOptions | undefined> {
    let request: WhyOptions | undefined
    const why = async (options: WhyOptions) => {
      request = options
      return { runs: [] }
    }
    await parseCommandLine(['why', ...args])(fakeIo(), fakeApi({ why }))
    return request
  }

  test('the context and the line', async () => {
    expect(await asked()).toMatchObject({ context: '.', line: undefined, outputs: [{ dest: 'image.tar' }] })
    expect(await asked('app', '12', '--target', 'x')).toMatchObject({ context: 'app', line: 12, target: 'x' })
  })

  test.each(['0', 'x', '1.5', '-'])('%s is no line', async (line) => {
    const io = fakeIo()
    expect(await parseCommandLine(['why', '.', line])(io, fakeApi({}))).toBe(2)
    expect(io.stderr.text).toContain('is no line of a Dockerfile')
  })
})
