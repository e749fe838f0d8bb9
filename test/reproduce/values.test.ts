import { expect, test } from 'vitest'
import { compareValues } from '../../src/reproduce/values.js'

test('each value that differs is told by its place', () => {
  const first = { os: 'linux', config: { Env: ['A=1', 'B=2'], Cmd: null }, created: '1', 'a.b': 1 }
  const second = { os: 'linux', config: { Env: ['A=1', 'B=3', 'C'], Cmd: ['x'] }, created: '2', 'a.b': 1 }
  expect(compareValues(first, second)).toEqual([
    { at: 'config.Env[1]', first: '"B=2"', second: '"B=3"' },
    { at: 'config.Env[2]', second: '"C"' },
    { at: 'config.Cmd', first: 'null', second: '["x"]' },
    { at: 'created', first: '"1"', second: '"2"' },
  ])
})

test('a name of the prototype is one like any other', () => {
  expect(compareValues({}, { toString: 1 })).toEqual([{ at: 'toString', second: '1' }])
})

test('nothing, whatever the order of the names', () => {
  expect(compareValues({ a: 1, b: [{}] }, { b: [{}], a: 1 })).toEqual([])
})
