import { expect, test } from 'vitest'
import { sarif } from '../../../src/cli/check/sarif.js'
import type { Finding } from '../../../src/core/finding.js'

const findings: Finding[] = [
  {
    rule: 'descriptor-version',
    severity: 'error',
    message: 'the version is no semantic version',
    place: { file: 'my task/descriptor.yml', line: 3, column: 10, endColumn: 13, text: 'version: 1.0' },
    hint: 'Write 1.0.0.',
  },
  { rule: 'image-root', severity: 'warning', message: 'it runs as root', place: { file: 'image.tar' } },
  {
    rule: 'descriptor-version',
    severity: 'error',
    message: 'it is wrong',
    place: { file: 'dist/a.zip: descriptor.yml', line: 3, column: 1 },
  },
]

test('SARIF names rules, levels and places', () => {
  expect(sarif(findings, '1.2.3')).toEqual({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'oci-pack', version: '1.2.3', rules: [{ id: 'descriptor-version' }, { id: 'image-root' }] },
        },
        columnKind: 'unicodeCodePoints',
        results: [
          {
            ruleId: 'descriptor-version',
            ruleIndex: 0,
            level: 'error',
            message: { text: 'the version is no semantic version. Write 1.0.0.' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'my%20task/descriptor.yml' },
                  region: { startLine: 3, startColumn: 10, endColumn: 13, snippet: { text: 'version: 1.0' } },
                },
              },
            ],
          },
          {
            ruleId: 'image-root',
            ruleIndex: 1,
            level: 'warning',
            message: { text: 'it runs as root.' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'image.tar' } } }],
          },
          {
            ruleId: 'descriptor-version',
            ruleIndex: 0,
            level: 'error',
            message: { text: 'it is wrong.' },
            locations: [
              {
                physicalLocation: { artifactLocation: { uri: 'dist/a.zip' } },
                logicalLocations: [{ fullyQualifiedName: 'descriptor.yml:3', kind: 'resource' }],
              },
            ],
          },
        ],
      },
    ],
  })
})
