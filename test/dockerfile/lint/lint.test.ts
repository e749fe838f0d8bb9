import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lint } from '../../../src/dockerfile/lint/lint.js'
import type { LintRequest } from '../../../src/dockerfile/lint/request.js'
import { rules } from '../../../src/dockerfile/lint/ruleTable.js'
import { parseDockerfile } from '../../../src/dockerfile/parse.js'
import { answer } from './answers.js'
import { scratch } from './bases.js'
import { cases } from './cases.js'

const amd64 = { os: 'linux', architecture: 'amd64' }
const request: LintRequest = {
  buildArgs: new Map(),
  platform: amd64,
  buildPlatform: amd64,
  bases: new Map([[0, scratch]]),
  allStages: true,
}
const check = (text: string, more: Partial<LintRequest> = {}) =>
  lint(parseDockerfile(text, 'Dockerfile'), { ...request, ...more })
const rulesOf = (text: string, more?: Partial<LintRequest>) => check(text, more).findings.map(({ rule }) => rule)

test('a finding tells its lines, what is wrong and what to do', () => {
  expect(check('FROM scratch\nENV a=1 \\\n  b=$A\n').findings).toEqual([
    {
      rule: 'UndefinedVar',
      severity: 'warning',
      message: 'Nothing defines $A, so it is empty',
      place: { file: 'Dockerfile', line: 2, endLine: 3, text: 'ENV a=1 \\' },
      hint: 'Declare it: ARG A, or ENV A=VALUE.',
    },
  ])
})

test('where the base is not known, no variable is undefined, and nothing is wrong for want of one', () => {
  const text = 'FROM base\nENV a=$b\nENV c=${d:?no}\nWORKDIR x\n'
  expect(check(text, { bases: new Map() })).toMatchObject({
    findings: [{ rule: 'WorkdirRelativePath' }],
    fault: undefined,
  })
  expect(check(text).fault?.location?.line).toBe(3)
})

test('an image for another platform; variants are not looked at', () => {
  const of = (architecture: string) => ({
    bases: new Map([[0, { ...scratch, platform: { os: 'linux', architecture } }]]),
  })
  expect(rulesOf('FROM a', of('arm64'))).toEqual(['InvalidBaseImagePlatform'])
  expect(rulesOf('FROM a', of('amd64'))).toEqual([])
  expect(
    rulesOf('FROM --platform=$BUILDPLATFORM a', { ...of('amd64'), platform: { os: 'linux', architecture: 'arm64' } }),
  ).toEqual([])
})

test('error=true makes findings errors', () => {
  expect(check('# check=error=true\nFROM scratch\nCMD x').findings.map(({ severity }) => severity)).toEqual(['error'])
})

test('each rule is recorded from Docker, but for the one that needs an image of another platform', () => {
  const seen = new Set(Object.values(cases).flatMap((one) => answer(one).warnings.map((text) => text.split(':')[0])))
  expect(Object.keys(rules).filter((name) => !seen.has(name))).toEqual(['InvalidBaseImagePlatform'])
})

describe('whatever the text', () => {
  const lines = Object.values(cases).flatMap(({ dockerfile }) => dockerfile.split('\n'))
  const text = fc
    .array(fc.oneof(fc.constantFrom(...lines), fc.string(), fc.constantFrom('\\', '`', '${', '# check=')))
    .map((all) => all.join('\n'))
  test('nothing is thrown', () => {
    fc.assert(
      fc.property(text, (dockerfile) => {
        answer({ dockerfile })
      }),
      { numRuns: 2000 },
    )
  })
})
