import { expect, test } from 'vitest'
import type { Arg } from '../../src/dockerfile/instruction.js'
import { parseDockerfile } from '../../src/dockerfile/parse.js'
import {
  type ArgScope,
  declareArgs,
  initialVariables,
  lookupIn,
  runArgs,
  type Variables,
  withEnv,
} from '../../src/dockerfile/variables.js'
import { expandWord } from '../../src/dockerfile/words.js'

const scope: ArgScope = { buildArgs: new Map(), globalArgs: new Map(), escape: '\\' }

function arg(text: string): Arg {
  const instruction = parseDockerfile(`FROM a\nARG ${text}`, 'Dockerfile').instructions[1]
  if (instruction?.kind !== 'arg') throw new Error('no ARG')
  return instruction
}
const declare = (variables: Variables, text: string, more: Partial<ArgScope> = {}) =>
  declareArgs(variables, arg(text), { ...scope, ...more }).variables
const value = (variables: Variables, name: string) => lookupIn(variables)(name)

test('ARG and ENV: the later one wins; a stage FROM another starts with its image’s ENV over its ARGs', () => {
  // Recorded with Docker 28.5.2: what RUN echo printed, and the history.
  const one = declare(withEnv(initialVariables(['PATH=/bin']), 'X', 'a'), 'X=b')
  expect(value(one, 'X')).toBe('b')
  expect(runArgs(one)).toEqual([['X', 'b']])
  const two = initialVariables(['PATH=/bin', 'X=a'], one)
  expect(runArgs(two)).toEqual([['X', 'a']])
  const three = declare(declare(declare(two, 'X'), 'N=n'), 'U')
  expect(runArgs(three)).toEqual([
    ['X', 'a'],
    ['N', 'n'],
    ['U', ''],
  ])
  const four = withEnv(three, 'N', 'env')
  expect(runArgs(four)).toEqual([
    ['X', 'a'],
    ['N', 'env'],
    ['U', ''],
  ])
  const five = declare(initialVariables(['X=a', 'N=env'], four), 'Z')
  expect(runArgs(five)).toEqual([
    ['X', 'a'],
    ['N', 'env'],
    ['U', ''],
    ['Z', ''],
  ])
})

test.each<[string, Partial<ArgScope>, Record<string, string | undefined>]>([
  ['A', {}, { A: undefined }],
  ['A=', {}, { A: '' }],
  ['A="x y" B=$A', {}, { A: 'x y', B: 'x y' }],
  ['A', { globalArgs: new Map([['A', 'g']]) }, { A: 'g' }],
  ['A=d', { globalArgs: new Map([['A', 'g']]) }, { A: 'd' }],
  ['A=d', { buildArgs: new Map([['A', 'b']]) }, { A: 'b' }],
  ['A=${NO:?no}', { buildArgs: new Map([['A', 'b']]) }, { A: 'b' }],
  ['$B=c', {}, { $B: 'c' }],
])('ARG %s with %j', (text, more, values) => {
  const { variables, declared } = declareArgs(initialVariables([]), arg(text), { ...scope, ...more })
  expect(Object.fromEntries(declared.map(({ name, value }) => [name, value]))).toEqual(values)
  for (const [name, expected] of Object.entries(values)) expect(value(variables, name)).toBe(expected)
})

test('a bare ARG keeps what FROM or ENV has set; a bad default is an error', () => {
  expect(value(declare(initialVariables(['A=env']), 'A'), 'A')).toBe('env')
  expect(() => declare(initialVariables([]), 'A=${NO:?no}')).toThrow(/NO: no/)
})

test('words and the history see what ENV and ARG set', () => {
  const variables = declare(initialVariables(['A=1']), 'B=2')
  expect(expandWord('$A$B$HTTP_PROXY', lookupIn(variables), scope)).toBe('12')
  expect(runArgs(variables)).toEqual([['B', '2']])
})

test('a variable that is set again is the last of the environment', () => {
  const first = withEnv(declare(initialVariables(['PATH=/bin']), 'a=1'), 'b', '2')
  expect([...declare(withEnv(first, 'PATH', '/x'), 'a=3').values]).toEqual([
    ['b', '2'],
    ['PATH', '/x'],
    ['a', '3'],
  ])
})
