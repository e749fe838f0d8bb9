import { expect, test } from 'vitest'
import { jsonProgress } from '../../../src/cli/progress/json.js'
import type { Event } from '../../../src/core/events.js'
import { FakeOutput } from '../fakeIo.js'

test('each event is a line', () => {
  const output = new FakeOutput()
  let now = 5000
  const { emit } = jsonProgress(output, () => now)
  const events: Event[] = [
    { type: 'step-start', id: '1', name: 'a\nb' },
    { type: 'progress', id: '1', name: 'layer', done: 1, total: undefined },
    { type: 'output', id: '1', stream: 'stderr', data: Buffer.from('é').subarray(0, 1) },
    { type: 'output', id: '1', stream: 'stderr', data: Buffer.from('é').subarray(1) },
    { type: 'step-done', id: '1', cached: true, detail: 'x' },
    { type: 'warning', message: 'w' },
  ]
  for (const event of events) {
    emit(event)
    now += 10.4
  }
  expect(output.text.trimEnd().split('\n')).toEqual([
    '{"time":0,"type":"step-start","id":"1","name":"a\\nb"}',
    '{"time":10,"type":"progress","id":"1","name":"layer","done":1}',
    '{"time":21,"type":"output","id":"1","stream":"stderr","text":""}',
    '{"time":31,"type":"output","id":"1","stream":"stderr","text":"é"}',
    '{"time":42,"type":"step-done","id":"1","cached":true,"detail":"x"}',
    '{"time":52,"type":"warning","message":"w"}',
  ])
})
