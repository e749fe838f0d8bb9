import { describe, expect, test } from 'vitest'
import { diffFields, type Json } from '../../../src/diff/config/fields.js'

/** The differences as lines such as `config.Env.A: "1" | "2"`. */
function lines(before: Json, after: Json): string[] {
  const text = (value: Json | undefined): string => (value === undefined ? 'unset' : JSON.stringify(value))
  return diffFields(before, after).map(
    (difference) => `${difference.field.join('.')}: ${text(difference.before)} | ${text(difference.after)}`,
  )
}

const cases: Record<string, [Json, Json, string[]]> = {
  nothing: [{ os: 'linux' }, { os: 'linux' }, []],
  'the order of members': [{ os: 'linux', author: 'a' }, { author: 'a', os: 'linux' }, []],
  'a plain member': [{ author: 'a' }, { author: 'b' }, ['author: "a" | "b"']],
  'a member that no specification knows': [{ 'os.extra': 1 }, {}, ['os.extra: 1 | unset']],
  'what is told elsewhere': [{ history: [{}], rootfs: { diff_ids: ['a'] } }, {}, []],
  'all ways to set nothing': [
    { author: '', config: { Env: null, Labels: {}, Cmd: [], User: '', ArgsEscaped: false } },
    {},
    [],
  ],
  'a variable': [{ config: { Env: ['A=1', 'B=2'] } }, { config: { Env: ['A=1', 'B=3'] } }, ['config.Env.B: "2" | "3"']],
  'a variable that one has': [{ config: { Env: ['A=1'] } }, { config: {} }, ['config.Env.A: "1" | unset']],
  'an empty variable that one has': [{}, { config: { Env: ['A='] } }, ['config.Env.A: unset | ""']],
  'a value with equals signs': [
    { config: { Env: ['A=b=c'] } },
    { config: { Env: ['A=b=d'] } },
    ['config.Env.A: "b=c" | "b=d"'],
  ],
  'the order of variables': [
    { config: { Env: ['A=1', 'B=2'] } },
    { config: { Env: ['B=2', 'A=1'] } },
    ['config.Env: ["A=1","B=2"] | ["B=2","A=1"]'],
  ],
  'a label': [
    { config: { Labels: { a: '1', b: '2' } } },
    { config: { Labels: { a: '1', b: '3' } } },
    ['config.Labels.b: "2" | "3"'],
  ],
  'an empty label that one has': [{}, { config: { Labels: { a: '' } } }, ['config.Labels.a: unset | ""']],
  'a label named as what all objects have': [
    { config: { Labels: { toString: 'x' } } },
    { config: { Labels: {} } },
    ['config.Labels.toString: "x" | unset'],
  ],
  'a port': [{ config: { ExposedPorts: { '80/tcp': {} } } }, {}, ['config.ExposedPorts.80/tcp: {} | unset']],
  'a volume beside another': [
    { config: { Volumes: { '/a': {} } } },
    { config: { Volumes: { '/a': {}, '/b': {} } } },
    ['config.Volumes./b: unset | {}'],
  ],
  'a list as a whole': [{ config: { Cmd: ['a', 'b'] } }, { config: { Cmd: ['a'] } }, ['config.Cmd: ["a","b"] | ["a"]']],
  'a health check by its members': [
    { config: { Healthcheck: { Test: ['CMD', 'a'], Interval: 1 } } },
    { config: { Healthcheck: { Test: ['CMD', 'a'], Interval: 2 } } },
    ['config.Healthcheck.Interval: 1 | 2'],
  ],
  'what should be a list of variables and is none': [
    { config: { Env: 'A=1' } },
    { config: { Env: ['A=1'] } },
    ['config.Env: "A=1" | ["A=1"]'],
  ],
  'an object and what is none': [
    { config: { Labels: ['a'] } },
    { config: { Labels: { a: '' } } },
    ['config.Labels: ["a"] | {"a":""}'],
  ],
}

describe('settings that differ', () => {
  test.each(Object.entries(cases))('%s', (_, [before, after, expected]) => {
    expect(lines(before, after)).toEqual(expected)
    expect(lines(after, before).length).toBe(expected.length)
  })
})
