import { expect, test } from 'vitest'
import { runText } from '../../../src/cli/task/runText.js'
import { styleFor } from '../../../src/cli/text/style.js'
import type { RunReport, ValueReport } from '../../../src/index.js'
import { FakeOutput } from '../fakeIo.js'

const plain = styleFor(new FakeOutput(), {})
const value = (changes: Partial<ValueReport>): ValueReport => ({
  name: 'a',
  type: 'integer',
  kind: 'input',
  ok: true,
  value: '19',
  problems: [],
  ...changes,
})
const report = (changes: Partial<RunReport> = {}): RunReport => ({
  task: 'com/my/task:1.0.0',
  image: `sha256:${'0'.repeat(64)}`,
  engine: 'builtin',
  exit: { status: 0 },
  timedOut: false,
  inputs: [],
  outputs: [],
  notes: [],
  duration: 1234,
  ...changes,
})
const told = (changes: Partial<RunReport>, folder?: string): string => runText(report(changes), folder, plain)

test.each<[string, Partial<RunReport>, string]>([
  ['a Task that ended', {}, 'com/my/task:1.0.0 ended with status 0 after 1.2s (builtin)\n'],
  [
    'a signal',
    { exit: { status: 137, signal: 'SIGKILL' } },
    'com/my/task:1.0.0 was ended by SIGKILL after 1.2s (builtin)\n',
  ],
  [
    'a lack of time',
    { exit: { status: 143, signal: 'SIGTERM' }, timedOut: true, engine: 'podman' },
    'com/my/task:1.0.0 ran out of time after 1.2s (podman)\n',
  ],
  [
    'a note',
    { notes: ['Memory is not limited'] },
    'com/my/task:1.0.0 ended with status 0 after 1.2s (builtin)\nnote: Memory is not limited\n',
  ],
  [
    'an image without a descriptor, whose values are none',
    { task: undefined, inputs: [value({})] },
    'The image ended with status 0 after 1.2s (builtin)\nnote: There is no descriptor.yml: no value was checked\n',
  ],
])('%s', (_, changes, text) => {
  expect(told(changes)).toBe(text)
})

test('values stand below each other, with what is wrong of each below it', () => {
  const wrong = value({
    name: 'points',
    type: 'array of point',
    kind: 'output',
    ok: false,
    value: '3 items',
    problems: [
      { message: 'it is no point', hint: 'Write POINT (1 2).', path: 'points/3' },
      { message: 'it is late', hint: 'Be earlier.' },
    ],
  })
  expect(
    told({ inputs: [value({})], outputs: [wrong] })
      .split('\n')
      .slice(1),
  ).toEqual([
    '     input   a       integer         19',
    '  !  output  points  array of point  3 items',
    '      points/3: it is no point',
    '      help: Write POINT (1 2).',
    '      it is late',
    '      help: Be earlier.',
    '',
  ])
})

test.each([1, 2])('%i wrong inputs keep a Task from being run', (count) => {
  const inputs = Array.from({ length: count }, () => value({ ok: false }))
  const [first] = told({ engine: undefined, exit: undefined, inputs }, 'out').split('\n')
  expect(first).toBe(`com/my/task:1.0.0 was not run: ${count === 1 ? '1 input is' : '2 inputs are'} wrong`)
})

test('the folders that are worth a look are told', () => {
  expect(told({ kept: '/kept' }, 'out')).toMatch(/What it wrote is in out\nIts own folders are in \/kept\n$/)
  expect(told({ engine: undefined, exit: undefined }, 'out')).not.toContain('What it wrote')
})

test('what a Task calls its values cannot move the cursor', () => {
  expect(told({ outputs: [value({ value: '\u001b[2J\n' })] })).not.toContain('\u001b')
})
