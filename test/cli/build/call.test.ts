import { describe, expect, test } from 'vitest'
import { parseCall } from '../../../src/cli/build/call.js'
import { thrown } from '../../support/thrown.js'

test.each([
  ['outline', { method: 'outline', format: 'text' }],
  ['targets,format=json', { method: 'targets', format: 'json' }],
  ['build', { method: 'build', format: 'text' }],
])('--call %s', (text, call) => {
  expect(parseCall(text)).toEqual(call)
})

describe('refused', () => {
  test.each([
    ['outlin', 'Did you mean outline?'],
    ['', 'Known are build, check, outline, targets.'],
    ['outline,format=yaml', 'Write format=text or format=json.'],
  ])('--call %j', (text, hint) => {
    expect(thrown(() => parseCall(text))).toMatchObject({ code: 'usage', hint })
  })
})
