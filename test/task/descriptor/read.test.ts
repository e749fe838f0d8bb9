import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { passes } from '../../../src/core/finding.js'
import { maxDescriptor, readDescriptor } from '../../../src/task/descriptor/read.js'
import { projectRoot } from '../../support/paths.js'
import { broken } from './broken.js'
import { edited, good } from './samples.js'

const found = (content: string | Uint8Array): string[] =>
  readDescriptor(content, 'descriptor.yml').findings.map(({ rule, severity, place }) => {
    const { line, column, endColumn } = place
    return `${severity} ${rule} ${line === undefined ? '-' : `${line}:${column}-${endColumn}`}`
  })

test('a good descriptor is read whole', () => {
  const { descriptor, findings } = readDescriptor(good, 'descriptor.yml')
  expect(findings).toEqual([])
  expect(descriptor).toMatchObject({
    name: 'Count cells',
    nameShort: 'count',
    namespace: 'com.my.task',
    version: '1.0.0',
    inputFolder: '/inputs',
    outputFolder: '/outputs',
    imageFile: '/com.my.task-1.0.0.tar',
    resources: { ram: 8 * 1024 ** 3, cpus: 2, gpus: 0, internet: false },
  })
  expect(descriptor?.inputs.map(({ name, type }) => [name, type])).toEqual([
    ['slide', { id: 'image', maxFileSize: 100 * 1024 ** 2, formats: ['tiff', 'png'], maxWidth: 1000, maxHeight: 1000 }],
    ['least', { id: 'integer', geq: 1, lt: 100 }],
    ['ratio', { id: 'number', gt: 0, leq: 1.5, infinityAllowed: false, nanAllowed: false }],
    ['label', { id: 'string', minLength: 1, maxLength: 20 }],
    ['method', { id: 'enumeration', values: ['fast', 'exact'] }],
    ['since', { id: 'datetime' }],
    ['dry', { id: 'boolean' }],
    ['region', { id: 'geometry' }],
    ['model', { id: 'file', maxFileSize: 1024 ** 3, formats: ['binary'] }],
    ['names', { id: 'array', minSize: 1, maxSize: 10, subtype: { id: 'string', minLength: 0 } }],
  ])
  expect(descriptor?.inputs[1]).toMatchObject({ displayName: 'Least', optional: true, default: 5, matching: [] })
  expect(descriptor?.outputs[1]).toMatchObject({ name: 'counts', optional: false, matching: ['inputs/names'] })
})

test('the example Task has nothing to be found', () => {
  const { descriptor, findings } = readDescriptor(
    readFileSync(`${projectRoot}/fixtures/tasks/add-integers/descriptor.yml`),
    'd',
  )
  expect(findings).toEqual([])
  expect(descriptor?.inputs.map(({ name }) => name)).toEqual(['a', 'b'])
})

describe('what is wrong is told with its place', () => {
  test.each(broken)('%s', (_, edits, expected) => {
    const text = edited(...edits)
    expect(found(text)).toEqual(expected)
    const { descriptor, findings } = readDescriptor(text, 'descriptor.yml')
    expect(descriptor !== undefined).toBe(passes(findings))
    for (const { message, hint } of findings) {
      expect(message).not.toMatch(/[.!]$|undefined|\[object/)
      expect(hint ?? '').not.toMatch(/!$|undefined|\[object/)
    }
  })
})

test('there is a case for each rule', () => {
  const rules = new Set(broken.flatMap(([, , expected]) => expected.map((line) => line.split(' ')[1])))
  expect([...rules, 'descriptor-inputs'].sort()).toEqual([
    'descriptor-array',
    'descriptor-authors',
    'descriptor-cpus',
    'descriptor-datetime',
    'descriptor-default',
    'descriptor-derived-from',
    'descriptor-email',
    'descriptor-file-size',
    'descriptor-folder',
    'descriptor-formats',
    'descriptor-gpus',
    'descriptor-image-file',
    'descriptor-inputs',
    'descriptor-kind',
    'descriptor-length',
    'descriptor-limits',
    'descriptor-matching',
    'descriptor-missing',
    'descriptor-name',
    'descriptor-namespace',
    'descriptor-optional',
    'descriptor-output-names',
    'descriptor-parameter-name',
    'descriptor-ram',
    'descriptor-type',
    'descriptor-unknown',
    'descriptor-uri',
    'descriptor-values',
    'descriptor-version',
    'descriptor-yaml',
  ])
})

test('a Task without inputs is refused', () => {
  const start = good.indexOf('inputs:\n')
  const text = `${good.slice(0, start)}inputs: {}\noutputs: {}\n`
  expect(found(text)).toEqual(['error descriptor-inputs 26:1-7'])
})

test('all that is wrong is told at once, in the order of the lines', () => {
  const text = edited(
    ['name: Count cells', 'name: ab'],
    ['version: 1.0.0', 'version: 1.0'],
    ['type: boolean', 'type: wsi'],
  )
  expect(found(text)).toEqual([
    'error descriptor-name 2:7-9',
    'error descriptor-kind 5:10-13',
    'error descriptor-type 62:11-14',
  ])
})

describe('texts that are no descriptor', () => {
  test.each([
    ['nothing', '', 'error descriptor-yaml 1:1-1'],
    ['a comment alone', '# nothing\n', 'error descriptor-yaml 1:1-1'],
    ['a list', '- 1\n', 'error descriptor-yaml 1:1-4'],
    ['a word', 'hello', 'error descriptor-yaml 1:1-6'],
    ['a key that is a list', '? [a]\n: 1\n', 'error descriptor-yaml 1:3-6'],
    ['a directive of YAML 2', '%YAML 2.0\n---\na: 1\n', 'error descriptor-yaml 1:7-10'],
    ['too much', `# ${'x'.repeat(maxDescriptor)}`, 'error descriptor-yaml 1:1-1'],
    ['too many words', 'a: 1\n'.repeat(20_000), 'error descriptor-yaml 10001:1-2'],
    ['brackets in brackets', '['.repeat(100_000), 'error descriptor-yaml 1:65-66'],
    ['lists in lists', '- '.repeat(20_000), 'error descriptor-yaml 1:1-1'],
    ['aliases of aliases', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n', 'error descriptor-yaml 1:4-6'],
    ['an alias to a mapping that it is in', 'a: [*a]\n', 'error descriptor-yaml 1:5-7'],
    ['a key that all objects have', '__proto__: { name: x }\n', 'warning descriptor-unknown 1:1-10'],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toContain(expected)
    expect(readDescriptor(text, 'd').descriptor).toBeUndefined()
  })
})

test('bytes that are not UTF-8 are told with their place', () => {
  const bytes = Buffer.concat([Buffer.from('name: "caf'), Buffer.from([0xe9]), Buffer.from('"\n')])
  expect(found(bytes)).toContain('error descriptor-yaml 1:11-12')
})

test('a byte order mark and the line ends of Windows change nothing', () => {
  expect(found(`\ufeff${good.replaceAll('\n', '\r\n')}`)).toEqual([])
  expect(found(Buffer.from(`\ufeff${good}`))).toEqual([])
})

test('columns count characters, not their halves', () => {
  expect(found(edited(['last_name: Example', 'last_name: [😀, *a]']))).toContain('error descriptor-yaml 9:20-22')
})

/** A descriptor in which a few pieces are cut out, doubled or put in from elsewhere. */
const mutated = fc
  .array(
    fc.tuple(
      fc.nat(good.length),
      fc.nat(12),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.constantFrom(
          '\t',
          '\n',
          '- ',
          ': ',
          '"',
          "'",
          '[',
          '{',
          '}',
          '&a ',
          '*a',
          '!!int ',
          '|\n',
          '? ',
          '---\n',
          '#',
          '<<: ',
        ),
        fc.nat(good.length - 20).map((at) => good.slice(at, at + 20)),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((cuts) => cuts.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), good))

test('whatever stands in a descriptor, it is told and not thrown, at a place that is there', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const { descriptor, findings } = readDescriptor(text, 'd')
      expect(descriptor !== undefined).toBe(passes(findings))
      const lines = (text.startsWith('\ufeff') ? text.slice(1) : text).split('\n')
      for (const { place } of findings) {
        if (place.line === undefined) continue
        const line = lines[place.line - 1]
        expect(place.text).toBe(line?.replace(/\r$/, ''))
        expect(place.column).toBeLessThanOrEqual(place.endColumn ?? 0)
        expect(place.endColumn).toBeLessThanOrEqual((place.text?.length ?? 0) + 1)
      }
    }),
    { numRuns: 500 },
  )
})
