import { expect, test } from 'vitest'
import { parseSsh } from '../../../src/cli/flags/ssh.js'
import { thrown } from '../../support/thrown.js'

// Each as Docker takes it.
test.each<[string[], Record<string, string[]>]>([
  [['default'], { default: [] }],
  [['default='], { default: [] }],
  [['a=/run/agent'], { a: ['/run/agent'] }],
  [['a=key1,key=2'], { a: ['key1', 'key=2'] }],
  [['=key'], { default: ['key'] }],
  [['a', 'b=c'], { a: [], b: ['c'] }],
  [[], {}],
])('--ssh %j', (texts, agents) => {
  expect(parseSsh(texts)).toEqual(agents)
})

test.each([[['a', 'a=b']], [['default', '']]])('--ssh %j is refused', (texts) => {
  expect(thrown(() => parseSsh(texts))).toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/^--ssh names the agent ".*" twice$/) as string,
  })
})
