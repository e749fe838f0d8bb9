import { expect, test } from 'vitest'
import { parseUlimits } from '../../../src/cli/flags/ulimit.js'
import { thrown } from '../../support/thrown.js'

test.each<[string[], object[]]>([
  [['nofile=100:200'], [{ name: 'nofile', soft: 100, hard: 200 }]],
  [['nofile=100'], [{ name: 'nofile', soft: 100, hard: 100 }]],
  [['core=-1'], [{ name: 'core', soft: -1, hard: -1 }]],
  [['core=5:-1'], [{ name: 'core', soft: 5, hard: -1 }]],
  [
    ['nproc=1', 'nofile=2', 'nproc=3'],
    [
      { name: 'nproc', soft: 3, hard: 3 },
      { name: 'nofile', soft: 2, hard: 2 },
    ],
  ],
])('--ulimit %j', (texts, limits) => {
  expect(parseUlimits(texts)).toEqual(limits)
})

test.each<[string, string, string?]>([
  ['nofile', 'it is not NAME=SOFT[:HARD]'],
  ['nofile=', 'it is not NAME=SOFT[:HARD]'],
  ['nofile=a', 'it is not NAME=SOFT[:HARD]'],
  ['nofile=-5', 'it is not NAME=SOFT[:HARD]'],
  ['nofile=1:2:3', 'it is not NAME=SOFT[:HARD]'],
  ['=1', 'it is not NAME=SOFT[:HARD]'],
  ['nofile=200:100', 'the soft limit is above the hard one'],
  ['nofile=-1:5', 'the soft limit is above the hard one'],
  ['NOFILE=1', 'there is no limit NOFILE', 'Did you mean nofile?'],
  ['as=1', 'there is no limit as', 'Known are core, cpu,'],
])('--ulimit %j is refused', (text, why, hint = '') => {
  expect(thrown(() => parseUlimits([text]))).toMatchObject({
    code: 'usage',
    message: `--ulimit ${JSON.stringify(text)}: ${why}`,
    hint: expect.stringContaining(hint) as string,
  })
})
