import { Ajv } from 'ajv'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { readDescriptor } from '../../../src/task/descriptor/read.js'
import { passes } from '../../../src/core/finding.js'
import { projectRoot } from '../../support/paths.js'
import { broken } from './broken.js'
import { type Edit, edited, good } from './samples.js'

const schema: unknown = JSON.parse(readFileSync(`${projectRoot}/schema/task.json`, 'utf8'))
const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false })
const validate = ajv.compile(schema as object)

/** Whether an editor that follows the schema marks nothing. */
function schemaTakes(text: string): boolean {
  return validate(parse(text, { logLevel: 'silent' }))
}

function readerTakes(text: string): boolean {
  return passes(readDescriptor(text, 'descriptor.yml').findings)
}

/** Each is as good as the good one. */
const alike: readonly (readonly [title: string, edits: readonly Edit[]])[] = [
  ['nothing edited', []],
  ['no description', [['description: Counts the cells of an image.\n', '']]],
  ['an empty description', [['Counts the cells of an image.', "''"]]],
  [
    'a prerelease',
    [
      ['version: 1.0.0', 'version: 1.0.0-rc.1'],
      ['/com.my.task-1.0.0.tar', '/com.my.task-1.0.0-rc.1.tar'],
    ],
  ],
  [
    'no external',
    [["external:\n  source_code: https://example.org/task\n  doi: [ 'https://doi.org/10.1000/182' ]\n", '']],
  ],
  [
    'two parts in the namespace',
    [
      ['com.my.task\n', 'my.task\n'],
      ['/com.my.task-1', '/my.task-1'],
    ],
  ],
  [
    'a namespace with _',
    [
      ['com.my.task\n', 'com.my_x.task_2\n'],
      ['/com.my.task-1', '/com.my_x.task_2-1'],
    ],
  ],
  ['an archive without a slash', [['/com.my.task-1', 'com.my.task-1']]],
  [
    'other folders',
    [
      ['/inputs\n', '/data/in\n'],
      ['/outputs\n', '/data/out/\n'],
    ],
  ],
  ['a fraction of ram', [['8Gi', '0.5Gi']]],
  ['a decimal unit', [['8Gi', '500M']]],
  ['no gpus', [['    gpus: 0\n', '']]],
  ['a type as a mapping with its id alone', [['type: boolean', 'type: { id: boolean }']]],
  ['bits', [['100 MiB', '1Gbit']]],
  ['no formats', [[', formats: [tiff, png]', '']]],
  ['WSI-DICOM', [['[tiff, png]', '[wsidicom, dicom, jpeg]']]],
  ['one value that is in the limits', [['geq: 1, lt: 100', 'gt: 4, lt: 6']]],
  [
    'a shape by default',
    [
      [
        '    type: geometry\n  model',
        `    type: geometry\n    default: '{"type":"Point","coordinates":[1,2]}'\n  model`,
      ],
    ],
  ],
  ['an array by default', [['      subtype: string\n', '      subtype: string\n    default: [a, b]\n']]],
  [
    'inputs that match',
    [
      [
        '  model:\n',
        '  more:\n    display_name: More\n    description: d\n    type: { id: array, min_size: 1, max_size: 2, subtype: { id: array, min_size: 0, max_size: 1, subtype: file } }\n    dependencies: { matching: [inputs/names] }\n  model:\n',
      ],
    ],
  ],
  ['a moment with an offset', [['2025-01-31T12:00:00Z', '"2025-01-31T12:00:00.5+01:00"']]],
]

describe('what is alike is taken by both', () => {
  test.each(alike)('%s', (_, edits) => {
    const text = edited(...edits)
    expect(readDescriptor(text, 'd').findings).toEqual([])
    expect(schemaTakes(text), JSON.stringify(validate.errors)).toBe(true)
  })
})

/** What a schema cannot hold: what is between values, or in how the text is written, such as 1.0 for 1. */
const unseen = new Set([
  'a limit with a fraction',
  'a default with an item of another type',
  'a name that YAML takes for false',
])
const between =
  /^error descriptor-(?:yaml|limits|folder|matching|default|image-file|namespace|parameter-name|array|length|email)\b/

describe('what the schema refuses, the reader refuses, and most the other way round', () => {
  test.each(broken.filter(([, , found]) => !found.some((line) => line.includes('descriptor-yaml'))))(
    '%s',
    (title, edits, found) => {
      const text = edited(...edits)
      const taken = schemaTakes(text)
      if (readerTakes(text)) expect(taken, JSON.stringify(validate.errors)).toBe(true)
      else if (!unseen.has(title) && !found.some((line) => between.test(line))) expect(taken).toBe(false)
    },
  )
})

test('the example Task is taken', () => {
  expect(schemaTakes(readFileSync(`${projectRoot}/fixtures/tasks/add-integers/descriptor.yml`, 'utf8'))).toBe(true)
})

test('each key has a description, for editors to show', () => {
  const bare: string[] = []
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties' && !/\/(?:if|then)$/.test(path)) {
        for (const [name, one] of Object.entries(value as Record<string, object>)) {
          if (!('description' in one) && !('$ref' in one) && !('const' in one)) bare.push(`${path}/${name}`)
        }
      }
      visit(value, `${path}/${key}`)
    }
  }
  visit(schema, '')
  expect(bare).toEqual([])
})

/** Paths to every value of a document. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))].filter((one) => one.length > 0)
}

/** The good descriptor with a value put in another's place, or removed. */
const changed = fc
  .tuple(
    fc.constantFrom(...pathsOf(parse(good))),
    fc.oneof(
      fc.constant(undefined),
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        1,
        1.5,
        2 ** 31,
        '',
        'a',
        [],
        {},
        [1],
        { id: 'file' },
        { id: 'array', subtype: 'file' },
      ),
      fc.constantFrom(
        'integer',
        'boolean',
        'number',
        'string',
        'datetime',
        'geometry',
        'file',
        'image',
        'inputs/slide',
        '1Gi',
        '/x',
      ),
    ),
  )
  .map(([path, value]) => {
    const document = parse(good) as Record<string | number, never>
    const parent = path
      .slice(0, -1)
      .reduce<Record<string | number, unknown>>((inner, key) => inner[key] as never, document)
    const last = path.at(-1) ?? ''
    if (value !== undefined) parent[last] = value
    else if (Array.isArray(parent)) parent.splice(Number(last), 1)
    else Reflect.deleteProperty(parent, last)
    return stringify(document)
  })

test('whatever is changed, the schema takes what the reader takes', () => {
  fc.assert(
    fc.property(changed, (text) => {
      if (readerTakes(text)) expect(schemaTakes(text), JSON.stringify(validate.errors)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
