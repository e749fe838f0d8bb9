import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answer, recordedPath } from './answers.js'
import type { Answer } from './case.js'
import { cases } from './cases.js'

const recorded = JSON.parse(readFileSync(recordedPath, 'utf8')) as Record<string, Answer>

test('every case is recorded, and nothing else', () => {
  expect(Object.keys(recorded)).toEqual(Object.keys(cases))
})

test.each(Object.entries(cases))('%s', (name, one) => {
  expect(answer(one)).toEqual(recorded[name])
})
