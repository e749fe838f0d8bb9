import { expect, test } from 'vitest'
import { plainProgress } from '../../../src/cli/progress/plain.js'
import { styleFor } from '../../../src/cli/text/style.js'
import type { Event } from '../../../src/core/events.js'
import { FakeOutput } from '../fakeIo.js'

/** What events look like; a number is milliseconds that go by. */
function shown(...events: (Event | number)[]): string {
  const output = new FakeOutput()
  let now = 1000
  const { emit, succeed } = plainProgress(
    output,
    () => now,
    () => undefined,
    styleFor(output, {}),
  )
  for (const event of events) {
    if (typeof event === 'number') now += event
    else emit(event)
  }
  succeed({})
  return output.text
}

const start = (id: string, name = `step ${id}`): Event => ({ type: 'step-start', id, name })
const done = (id: string, cached = false): Event => ({ type: 'step-done', id, cached })
const output = (id: string, text: string | Uint8Array, stream: 'stdout' | 'stderr' = 'stdout'): Event => ({
  type: 'output',
  id,
  stream,
  data: Buffer.from(text),
})
const progress = (id: string, bytes: number, total = 10_000): Event => ({
  type: 'progress',
  id,
  name: 'layer',
  done: bytes,
  total,
})

test('steps are numbered and parted by blank lines', () => {
  expect(shown(start('a'), 1234, done('a'), start('b'), done('b', true))).toBe(
    '#1 step a\n#1 DONE 1.2s\n\n#2 step b\n#2 CACHED\n',
  )
})

test('a step that was stopped shows what it printed', () => {
  expect(shown(start('a'), output('a', 'half a line'), { type: 'step-stopped', id: 'a' })).toBe(
    '#1 step a\n#1 0.000 half a line\n#1 STOPPED\n',
  )
})

test('a step tells who ran it', () => {
  expect(shown(start('a'), { type: 'step-done', id: 'a', cached: false, detail: 'builtin' })).toBe(
    '#1 step a\n#1 DONE 0.0s (builtin)\n',
  )
})

test("a program's lines have seconds, whatever pieces they come in", () => {
  const e = Buffer.from('é')
  expect(
    shown(
      start('a'),
      500,
      output('a', 'one\ntw'),
      1,
      output('a', 'err\n', 'stderr'),
      output('a', 'o '),
      ...[0, 1].map((i) => output('a', e.subarray(i, i + 1))),
      done('a'),
    ),
  ).toBe('#1 step a\n#1 0.500 one\n#1 0.501 err\n#1 0.501 two é\n#1 DONE 0.5s\n')
})

test("a program's control characters and progress bars do no harm", () => {
  expect(shown(start('a'), output('a', '\x1b[2J1%\r100%\n\n'))).toBe('#1 step a\n#1 0.000 100%\n#1 0.000\n')
})

test('a line without an end is shown in parts', () => {
  const text = shown(start('a'), ...Array.from({ length: 50 }, () => output('a', 'x'.repeat(1000))))
  expect(text.split('\n').length).toBeGreaterThan(3)
})

test('names of several lines are one', () => {
  expect(shown(start('a', 'RUN <<E\necho\nE'))).toBe('#1 RUN <<E echo E\n')
})

test('steps at the same time', () => {
  expect(shown(start('a'), start('b'), output('a', 'x\n'), done('b'))).toBe(
    '#1 step a\n\n#2 step b\n\n#1 0.000 x\n\n#2 DONE 0.0s\n',
  )
})

test('transfers are told now and then, and at their end', () => {
  expect(
    shown(start('a'), progress('a', 1), 5000, progress('a', 2000), 100, progress('a', 3000), progress('a', 10_000)),
  ).toBe('#1 step a\n#1 layer 2.0 kB / 10.0 kB\n#1 layer 10.0 kB\n')
})

test('failures and warnings', () => {
  expect(shown(start('a'), output('a', 'last words'), { type: 'step-failed', id: 'a', message: 'it\nfailed' })).toBe(
    '#1 step a\n#1 0.000 last words\n#1 ERROR: it failed\n',
  )
  expect(shown({ type: 'warning', message: 'odd' })).toBe('warning: odd\n')
  expect(shown({ type: 'warning', message: 'odd', hint: 'Make it\neven.' })).toBe('warning: odd\nhelp: Make it even.\n')
})

test('what checks found stands at the end, where it is seen', () => {
  const place = { file: 'Dockerfile', line: 4 }
  const finding = { rule: 'UndefinedVar', severity: 'warning', message: 'Nothing defines $x', place } as const
  expect(shown({ type: 'warning', message: 'UndefinedVar', finding }, start('a'), done('a'))).toBe(
    [
      '#1 step a',
      '#1 DONE 0.0s',
      '',
      'a warning of the Dockerfile (oci-pack build --check tells more):',
      ' - UndefinedVar: Nothing defines $x (Dockerfile:4)',
      '',
    ].join('\n'),
  )
})
