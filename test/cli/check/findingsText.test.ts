import { describe, expect, test } from 'vitest'
import { countText, findingsText } from '../../../src/cli/check/findingsText.js'
import { styleFor } from '../../../src/cli/text/style.js'
import type { Finding } from '../../../src/core/finding.js'
import { FakeOutput } from '../fakeIo.js'

const plain = styleFor(new FakeOutput(), {})

function finding(changes: Partial<Finding> = {}): Finding {
  return { rule: 'descriptor-name', severity: 'error', message: 'it is wrong', place: { file: 'd.yml' }, ...changes }
}

describe('a finding', () => {
  test.each<[string, Finding, string]>([
    ['of a file', finding(), 'error: it is wrong (descriptor-name)\nd.yml\n'],
    ['that warns', finding({ severity: 'warning' }), 'warning: it is wrong (descriptor-name)\nd.yml\n'],
    ['with a hint', finding({ hint: 'Mend it.' }), 'error: it is wrong (descriptor-name)\nd.yml\nhelp: Mend it.\n'],
    ['of a line', finding({ place: { file: 'd.yml', line: 3 } }), 'error: it is wrong (descriptor-name)\nd.yml:3\n'],
    [
      'of some characters',
      finding({ place: { file: 'd.yml', line: 12, column: 7, endColumn: 10, text: 'name: abc # why' } }),
      'error: it is wrong (descriptor-name)\nd.yml:12:7\n  12 | name: abc # why\n     |       ^^^\n',
    ],
    [
      'of one character, behind wide ones and a tab',
      finding({ place: { file: 'd.yml', line: 1, column: 3, text: '\t字x' } }),
      'error: it is wrong (descriptor-name)\nd.yml:1:3\n   1 |     字x\n     |       ^\n',
    ],
    [
      'behind a picture of two code units',
      finding({ place: { file: 'd.yml', line: 1, column: 2, endColumn: 3, text: '😀x' } }),
      'error: it is wrong (descriptor-name)\nd.yml:1:2\n   1 | 😀x\n     |   ^\n',
    ],
    [
      'at the end of its line',
      finding({ place: { file: 'd.yml', line: 1, column: 3, endColumn: 3, text: 'ab' } }),
      'error: it is wrong (descriptor-name)\nd.yml:1:3\n   1 | ab\n     |   ^\n',
    ],
    [
      'of a hostile text',
      finding({ message: 'a\x1b[2Jb', place: { file: 'd\n.yml', line: 1, column: 1, text: '\x1b]0;x\x07y' } }),
      'error: ab (descriptor-name)\nd .yml:1:1\n   1 | y\n     | ^\n',
    ],
  ])('%s', (_, given, text) => {
    expect(findingsText([given], plain)).toBe(text)
  })

  test('several are set apart by an empty line', () => {
    expect(findingsText([finding(), finding()], plain)).toBe(
      'error: it is wrong (descriptor-name)\nd.yml\n\nerror: it is wrong (descriptor-name)\nd.yml\n',
    )
  })
})

test.each([
  [[], undefined],
  [[finding()], '1 error'],
  [[finding(), finding({ severity: 'warning' }), finding()], '2 errors, 1 warning'],
  [[finding({ severity: 'warning' }), finding({ severity: 'warning' })], '2 warnings'],
])('%# counted', (findings, text) => {
  expect(countText(findings)).toBe(text)
})
