import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Parameter, ParameterType } from '../../../src/task/descriptor/descriptor.js'
import type { GivenValue } from '../../../src/task/inputs/given.js'
import { provideInputs } from '../../../src/task/inputs/provideInputs.js'
import { readOutputs } from '../../../src/task/outputs/readOutputs.js'
import { itemCounts, type ValueReport } from '../../../src/task/values/report.js'
import { arrayOf, descriptor, parameter, types } from '../../support/descriptors.js'
import { temporaryFolder } from '../../support/folder.js'
import { dicom, png } from '../../support/images.js'
import { failure } from '../../support/thrown.js'

const root = temporaryFolder()
const signal = new AbortController().signal
type Files = Readonly<Record<string, string | Buffer>>

function folderOf(files: Files): string {
  const folder = mkdtempSync(join(root, 'given-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** The texts of all files below a folder, by their paths in it. */
function textsIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}

interface Given {
  readonly values?: Readonly<Record<string, GivenValue>>
  readonly files?: Files
  readonly folder?: string
}

async function provide(
  inputs: readonly Parameter[],
  { values = {}, files, folder = files && folderOf(files) }: Given,
): Promise<{ reports: ValueReport[]; target: string }> {
  const target = join(mkdtempSync(join(root, 'target-')), 'inputs')
  const given = { folder, values: new Map(Object.entries(values)) }
  return { reports: await provideInputs(descriptor(inputs), given, target, signal), target }
}

describe('writes what the App Engine writes', () => {
  it.each<[ParameterType, string, string]>([
    [types.integer, '42', '42'],
    [types.integer, '+007', '7'],
    [types.integer, '-0', '0'],
    [types.number, '5', '5'],
    [types.number, '5.0', '5.0'],
    [types.number, '1e3', '1000.0'],
    [types.number, '1.50', '1.5'],
    [types.number, '12345678.5', '1.23456785E7'],
    [types.number, 'inf', 'inf'],
    [types.boolean, 'True', 'true'],
    [types.string, ' a b ', ' a b '],
    [types.string, '', ''],
    [types.enumeration, 'red', 'red'],
    [types.datetime, '2024-01-02T03:04:05+01:00', '2024-01-02T03:04:05+01:00'],
    [types.geometry, '{"type":"Point", "coordinates":[1,2]}', '{"type":"Point", "coordinates":[1,2]}'],
  ])('for %j given %j', async (type, text, written) => {
    const { reports, target } = await provide([parameter('in', type)], { values: { in: { text } } })
    expect(reports).toMatchObject([{ name: 'in', kind: 'input', ok: true, problems: [] }])
    expect(textsIn(target)).toEqual({ in: written })
    // A file of the same text, as an editor saves it, gives the same.
    const fromFile = await provide([parameter('in', type)], { files: { in: `${text}\n` } })
    expect(fromFile.reports).toEqual(reports)
    expect(textsIn(fromFile.target)).toEqual({ in: written })
  })

  it.each<[string, ParameterType, string, Record<string, string>]>([
    ['integers', arrayOf(types.integer), '[1, 2]', { 'in/array.yml': 'size: 2', 'in/0': '1', 'in/1': '2' }],
    ['nothing', arrayOf(types.integer), '[]', { 'in/array.yml': 'size: 0' }],
    [
      'numbers',
      arrayOf(types.number),
      '[1, 0.5, 1e10]',
      { 'in/array.yml': 'size: 3', 'in/0': '1', 'in/1': '0.5', 'in/2': '1.0E10' },
    ],
    [
      'booleans and strings',
      arrayOf(types.boolean),
      '[true, "false"]',
      { 'in/array.yml': 'size: 2', 'in/0': 'true', 'in/1': 'false' },
    ],
    [
      'geometries',
      arrayOf(types.geometry),
      '[{"type":"Point","coordinates":[1,2]}]',
      { 'in/array.yml': 'size: 1', 'in/0': '{"type":"Point","coordinates":[1,2]}' },
    ],
    [
      'arrays',
      arrayOf(arrayOf(types.string)),
      '[["a"],[]]',
      { 'in/array.yml': 'size: 2', 'in/0/array.yml': 'size: 1', 'in/0/0': 'a', 'in/1/array.yml': 'size: 0' },
    ],
  ])('for a list of %s', async (_, type, text, written) => {
    const { reports, target } = await provide([parameter('in', type)], { values: { in: { text } } })
    expect(reports).toMatchObject([{ ok: true }])
    expect(textsIn(target)).toEqual(written)
    const items = Object.fromEntries(Object.entries(written).filter(([name]) => name !== 'in/array.yml'))
    const fromFolder = await provide([parameter('in', type)], { files: { ...items, 'in/.DS_Store': '' } })
    if (Object.keys(items).length > 0) expect(textsIn(fromFolder.target)).toEqual(written)
  })

  it('for a file, an image and a slide, which are copied as they are', async () => {
    const files = { file: 'a\n', image: png(3, 2), 'slide/a.dcm': dicom(5, 4) }
    const inputs = [parameter('file', types.file), parameter('image', types.image), parameter('slide', types.image)]
    const { reports, target } = await provide(inputs, { files })
    expect(reports.map(({ value }) => value)).toEqual([
      'file, 2 B',
      'PNG 3 x 2, 76 B',
      'WSI-DICOM 5 x 4, 1 files, the largest 192 B',
    ])
    expect(readFileSync(join(target, 'image'))).toEqual(png(3, 2))
    expect(readFileSync(join(target, 'file'), 'utf8')).toBe('a\n')
    expect(statSync(join(target, 'file')).mode & 0o777).toBe(0o644)
  })
})

it('takes a value before the folder, the folder before the default, and leaves an optional one out', async () => {
  const inputs = [
    parameter('a', types.integer, { default: 1 }),
    parameter('b', types.integer, { default: 1 }),
    parameter('c', types.number, { default: 1.5 }),
    parameter('d', types.string, { optional: true }),
    parameter('e', arrayOf(types.integer), { default: [1, 2] }),
    parameter('f', types.boolean, { default: false }),
  ]
  const { reports, target } = await provide(inputs, { values: { a: { text: '3' } }, files: { a: '2', b: '2' } })
  expect(reports.map(({ ok, value }) => [ok, value])).toEqual([
    [true, '3'],
    [true, '2'],
    [true, '1.5'],
    [true, undefined],
    [true, '2 items'],
    [true, 'false'],
  ])
  expect(textsIn(target)).toEqual({
    a: '3',
    b: '2',
    c: '1.5',
    'e/array.yml': 'size: 2',
    'e/0': '1',
    'e/1': '2',
    f: 'false',
  })
})

it('takes a text, a file and a folder by their names', async () => {
  const folder = folderOf({ number: '7\n', 'list/0': '1', 'list/1': '2' })
  symlinkSync('number', join(folder, 'link'))
  const inputs = [parameter('a', types.integer), parameter('b', arrayOf(types.integer)), parameter('c', types.file)]
  const values = {
    a: { file: join(folder, 'link') },
    b: { file: join(folder, 'list') },
    c: { file: join(folder, 'number') },
  }
  const { reports, target } = await provide(inputs, { values })
  expect(reports.every(({ ok }) => ok)).toBe(true)
  expect(textsIn(target)).toEqual({ a: '7', 'b/0': '1', 'b/1': '2', 'b/array.yml': 'size: 2', c: '7\n' })
})

describe('tells', () => {
  it.each<[string, ParameterType, Given, Record<string, unknown>]>([
    ['what is missing', types.integer, {}, { message: 'the input is missing', hint: 'Give it by --input in=VALUE.' }],
    ['which file is missing', types.image, {}, { hint: 'Give it by --input in=@FILE.' }],
    [
      'a wrong value',
      types.integer,
      { values: { in: { text: '1.5' } } },
      { message: '"1.5" is no integer', path: 'in' },
    ],
    [
      'a text where a file is needed',
      types.image,
      { values: { in: { text: 'a.png' } } },
      { hint: 'Give the file by NAME=@FILE.' },
    ],
    [
      'a file that is not there',
      types.file,
      { values: { in: { file: '/nowhere/x' } } },
      { message: 'there is no such file' },
    ],
    [
      'a device',
      types.file,
      { values: { in: { file: '/dev/null' } } },
      { message: 'it is neither a file nor a folder' },
    ],
    [
      'a folder for a file',
      types.file,
      { files: { 'in/x': '' } },
      { message: 'it is a folder, and a value of type file is a file' },
    ],
    [
      'a file for an array',
      arrayOf(types.integer),
      { files: { in: '1' } },
      { message: 'it is a file, and an array is a folder of its items' },
    ],
    ['no list', arrayOf(types.integer), { values: { in: { text: '1,2' } } }, { message: '1,2 is no list' }],
    [
      'an object for a list',
      arrayOf(types.integer),
      { values: { in: { text: '{"a":1}' } } },
      { message: 'it is an array, and no list is given' },
    ],
    [
      'a list in a list',
      arrayOf(types.integer),
      { values: { in: { text: '[[1]]' } } },
      { message: 'a value of another kind than integer is given', path: 'in/0' },
    ],
    [
      'a wrong item',
      arrayOf(types.integer),
      { values: { in: { text: '[1,"x"]' } } },
      { message: '"x" is no integer', path: 'in/1' },
    ],
    ['a null', arrayOf(types.integer), { values: { in: { text: '[null]' } } }, { path: 'in/0' }],
    [
      'a gap',
      arrayOf(types.integer),
      { files: { 'in/0': '1', 'in/2': '1' } },
      { message: 'the item is missing', path: 'in/1' },
    ],
    [
      'a file that is no item',
      arrayOf(types.integer),
      { files: { 'in/0': '1', 'in/b.txt': '' } },
      { path: 'in/b.txt' },
    ],
    [
      'a wrong array.yml',
      arrayOf(types.integer),
      { files: { 'in/0': '1', 'in/array.yml': 'size: 2' } },
      { path: 'in/array.yml' },
    ],
    [
      'too few items',
      arrayOf(types.integer, 1),
      { values: { in: { text: '[]' } } },
      { message: 'the array has 0 items, at least 1 are needed' },
    ],
    [
      'a zip for a slide in a folder',
      { ...types.image, formats: ['png'] },
      { files: { in: Buffer.from('PK\x03\x04') } },
      { message: 'the image is WSI-DICOM, not png' },
    ],
    ['a blank number', types.number, { files: { in: '\n' } }, { message: 'it is blank' }],
  ])('%s', async (_, type, given, problem) => {
    expect((await provide([parameter('in', type)], given)).reports).toMatchObject([{ ok: false, problems: [problem] }])
  })

  it('names that no input has, and which was meant', async () => {
    const inputs = [parameter('Image', types.string), parameter('threshold', types.string)]
    const files = { Image: '', 'threshold.txt': '', '.gitkeep': '', image: '', 'a\u{1b}': '' }
    const values = { threshold: { text: 'x' }, treshold: { text: 'x' } }
    const { reports } = await provide(inputs, { files, values })
    expect(reports.slice(2)).toMatchObject([
      { name: 'treshold', type: 'unknown', ok: false, problems: [{ hint: 'Did you mean threshold?' }] },
      { name: 'a\\u{1b}', problems: [{ hint: 'Its inputs are Image, threshold.' }] },
      { name: 'image', problems: [{ hint: 'Upper and lower case differ: it is called Image.' }] },
      {
        name: 'threshold.txt',
        problems: [{ hint: 'Name the file threshold, without an ending, as the App Engine does.' }],
      },
    ])
  })

  it('arrays of different sizes that must match', async () => {
    const inputs = [
      parameter('a', arrayOf(types.integer), { matching: ['inputs/b'] }),
      parameter('b', arrayOf(types.integer), { matching: ['inputs/a', 'outputs/c'] }),
    ]
    const { reports } = await provide(inputs, { values: { a: { text: '[1]' }, b: { text: '[1,2]' } } })
    expect(reports).toMatchObject([
      { ok: false, problems: [{ message: 'the array has 1 item and inputs/b has 2' }] },
      { ok: true },
    ])
  })
})

it('writes nothing outside of the target, and follows a link to a folder once', async () => {
  const folder = folderOf({ 'list/0/array.yml': 'size: 0' })
  symlinkSync('..', join(folder, 'list', '1'))
  const { reports, target } = await provide([parameter('list', arrayOf(arrayOf(types.integer)))], { folder })
  expect(reports).toMatchObject([{ ok: false }])
  expect(readdirSync(target)).toEqual(['list'])
  expect(readdirSync(folder)).toEqual(['list'])
})

it('refuses a folder that is none, and stops when it is told to', async () => {
  const file = join(folderOf({ file: '' }), 'file')
  expect(await failure(provide([], { folder: file }))).toMatchObject({ code: 'source' })
  expect(await failure(provide([], { folder: `${file}-gone` }))).toMatchObject({ code: 'source' })
  const target = join(root, 'stopped')
  const given = { values: new Map([['in', { text: '1' }]]) }
  const stopped = provideInputs(descriptor([parameter('in', types.integer)]), given, target, AbortSignal.abort())
  expect(await failure(stopped)).toMatchObject({ code: 'aborted' })
  expect(existsSync(join(target, 'in'))).toBe(false)
})

it('writes inputs that are right as outputs', async () => {
  const texts = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 40 })
    .filter((text) => text.trim() !== '' && !/[\0\r\n]|^\u{feff}/u.test(text))
  const values = fc.record({
    integers: fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 4 }),
    number: fc.double(),
    string: texts,
    nested: fc.array(fc.array(texts, { maxLength: 3 }), { maxLength: 3 }),
    boolean: fc.boolean(),
  })
  const parameters = [
    parameter('integers', arrayOf(types.integer)),
    parameter('number', types.number),
    parameter('string', types.string),
    parameter('nested', arrayOf(arrayOf(types.string))),
    parameter('boolean', types.boolean),
  ]
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      const asTexts = Object.entries(given).map(([name, value]): [string, GivenValue] => [
        name,
        { text: Array.isArray(value) ? JSON.stringify(value) : String(value) },
      ])
      const { reports, target } = await provide(parameters, { values: Object.fromEntries(asTexts) })
      expect(reports.filter(({ ok }) => !ok)).toEqual([])
      const read = await readOutputs(descriptor([], parameters), target, itemCounts(reports))
      expect(read).toEqual(reports.map((report) => ({ ...report, kind: 'output' })))
    }),
    { numRuns: 40 },
  )
})
