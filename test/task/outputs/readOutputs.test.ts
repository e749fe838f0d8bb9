import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParameterType } from '../../../src/task/descriptor/descriptor.js'
import { readOutputs } from '../../../src/task/outputs/readOutputs.js'
import type { ValueReport } from '../../../src/task/values/report.js'
import { arrayOf, descriptor, parameter, types } from '../../support/descriptors.js'
import { temporaryFolder } from '../../support/folder.js'
import { dicom, jpeg, png, tiff } from '../../support/images.js'
import { needs } from '../../support/needs.js'
import { rawZip } from '../bundle/rawZip.js'

const root = temporaryFolder()
type Files = Readonly<Record<string, string | Buffer>>

function write(files: Files): string {
  const folder = mkdtempSync(join(root, 'outputs-'))
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(path, content)
  }
  return folder
}

const readFrom = (folder: string, type: ParameterType): Promise<ValueReport[]> =>
  readOutputs(descriptor([], [parameter('out', type)]), folder, new Map())

async function read(type: ParameterType, files: Files): Promise<ValueReport | undefined> {
  return (await readFrom(write(files), type))[0]
}

describe('is right', () => {
  it.each<[string, ParameterType, Files, string]>([
    ['an integer', types.integer, { out: '42' }, '42'],
    ['a number', types.number, { out: 'inf' }, 'inf'],
    ['a boolean', types.boolean, { out: 'True' }, 'True'],
    ['a string', types.string, { out: 'a\n\u{1b}[31mred' }, 'a\\n\\u{1b}[31mred'],
    ['an enumeration', types.enumeration, { out: 'red' }, 'red'],
    ['a datetime', types.datetime, { out: '2024-01-02T03:04:05Z' }, '2024-01-02T03:04:05Z'],
    [
      'a geometry',
      types.geometry,
      { out: '{"type":"Point","coordinates":[1,2]}' },
      '{"type":"Point","coordinates":[1,2]}',
    ],
    ['a file', types.file, { out: Buffer.alloc(12_345) }, 'file, 12 kB'],
    ['a text file', { ...types.file, formats: ['text'] }, { out: 'a,b\n' }, 'file, 4 B'],
    ['a PNG', types.image, { out: png(64, 48) }, 'PNG 64 x 48, 3.2 kB'],
    ['any bytes where no format is asked for', types.image, { out: 'abc' }, 'data, 3 B'],
    [
      'a JPEG',
      { ...types.image, formats: ['jpeg'], maxWidth: 64, maxHeight: 48 },
      { out: jpeg(64, 48) },
      'JPEG 64 x 48, 31 B',
    ],
    ['a TIFF', { ...types.image, formats: ['tiff'] }, { out: tiff(64, 48, { samples: 3 }) }, 'TIFF 64 x 48, 50 B'],
    ['a DICOM', { ...types.image, formats: ['dicom'] }, { out: dicom(64, 48) }, 'DICOM 64 x 48, 192 B'],
    [
      'a slide',
      { ...types.image, formats: ['wsidicom'], maxWidth: 64 },
      { 'out/a': dicom(64, 48, 9), 'out/b': dicom(99, 1) },
      'WSI-DICOM 64 x 48, 2 files, the largest 201 B',
    ],
    ['an array', arrayOf(types.integer, 2, 2), { 'out/array.yml': 'size: 2', 'out/0': '1', 'out/1': '2' }, '2 items'],
    ['an empty array', arrayOf(types.integer), { 'out/array.yml': 'size: 0\n' }, '0 items'],
    [
      'an array of arrays',
      arrayOf(arrayOf(types.integer)),
      { 'out/array.yml': 'size: 1', 'out/0/array.yml': '{size: 1}', 'out/0/0': '7' },
      '1 item',
    ],
  ])('%s', async (_, type, files, value) => {
    expect(await read(type, files)).toMatchObject({ name: 'out', kind: 'output', ok: true, value, problems: [] })
  })
})

describe('is wrong', () => {
  const pngs = { ...types.image, formats: ['png'] }
  const items = { 'out/array.yml': 'size: 2', 'out/0': '1', 'out/1': '2' }
  const points = { 'out/array.yml': 'size: 0', 'out/0.geojson': '{}' }
  it.each<[string, ParameterType, Files, Record<string, unknown>]>([
    ['nothing', types.integer, {}, { message: 'the Task did not write it' }],
    [
      'a newline',
      types.integer,
      { out: '42\n' },
      { message: expect.stringContaining('ends with a newline'), path: 'out' },
    ],
    ['a blank text', types.string, { out: ' \t' }, { message: 'it is blank' }],
    ['an empty file', types.integer, { out: '' }, { message: 'it is blank' }],
    ['no UTF-8', types.string, { out: Buffer.from([0xe9]) }, { message: 'it is not UTF-8' }],
    ['a wrong value', types.boolean, { out: 'yes' }, { path: 'out' }],
    [
      'too much text',
      types.string,
      { out: 'x'.repeat(1024 * 1024 + 1) },
      { message: expect.stringContaining('larger than 1048576 bytes') },
    ],
    ['a folder for a file', types.file, { 'out/': '' }, { message: 'it is not a file' }],
    ['a folder for a text', types.string, { 'out/x': 'x' }, { message: 'it is not a file' }],
    [
      'a file for an array',
      arrayOf(types.integer),
      { out: '[1,2]' },
      { message: 'it is not a folder, as an array is' },
    ],
    [
      'too large a file',
      { ...types.file, maxFileSize: 3 },
      { out: '1234' },
      { message: 'it has 4 bytes, at most 3 are allowed' },
    ],
    [
      'bytes for a text',
      { ...types.file, formats: ['text'] },
      { out: Buffer.alloc(3) },
      { message: expect.stringContaining('NUL') },
    ],
    ['another format', pngs, { out: jpeg(1, 1) }, { message: 'the image is JPEG, not png' }],
    ['no format', pngs, { out: 'GIF89a' }, { message: 'the image is in no known format, not png' }],
    ['a slide where none is asked for', pngs, { 'out/a': dicom(1, 1) }, { message: 'the image is WSI-DICOM, not png' }],
    [
      'a zip where none is asked for',
      pngs,
      { out: Buffer.from('PK\x03\x04') },
      { message: 'the image is WSI-DICOM, not png' },
    ],
    [
      'too wide an image',
      { ...pngs, maxWidth: 63 },
      { out: png(64, 48) },
      { message: 'it is 64 pixels wide, at most 63 are allowed' },
    ],
    [
      'too high an image',
      { ...pngs, maxHeight: 47 },
      { out: png(64, 48) },
      { message: 'it is 48 pixels high, at most 47 are allowed' },
    ],
    [
      'too large an image',
      { ...pngs, maxFileSize: 9 },
      { out: png(64, 48) },
      { message: 'it has 3188 bytes, at most 9 are allowed' },
    ],
    [
      'no dimensions',
      { ...pngs, maxHeight: 9 },
      { out: png(1, 1).subarray(0, 12) },
      { message: expect.stringContaining('cannot be read') },
    ],
    [
      'dimensions of any format',
      { ...types.image, maxHeight: 9 },
      { out: dicom(1, 1) },
      { message: expect.stringContaining('cannot be read') },
    ],
    [
      'a grey TIFF',
      { ...types.image, formats: ['tiff'] },
      { out: tiff(1, 1, { samples: 1 }) },
      { message: expect.stringContaining('RGB') },
    ],
    [
      'a TIFF in tiles',
      { ...types.image, formats: ['tiff'] },
      { out: tiff(1, 1, { samples: 3, tileWidth: 256 }) },
      { message: expect.stringContaining('tiles') },
    ],
    ['an empty slide', types.image, { 'out/': '' }, { message: 'the folder is empty' }],
    ['a slide with another file', types.image, { 'out/a': dicom(1, 1), 'out/b.txt': 'x' }, { path: 'out/b.txt' }],
    ['a slide with a folder', types.image, { 'out/a': dicom(1, 1), 'out/b/c': dicom(1, 1) }, { path: 'out/b' }],
    [
      'an array of slides in folders',
      arrayOf(types.image),
      { 'out/array.yml': 'size: 1', 'out/0/a': dicom(1, 1) },
      { path: 'out/0', hint: 'Write the DICOM files as one zip.' },
    ],
    [
      'no array.yml',
      arrayOf(types.integer),
      { 'out/0': '1' },
      { message: 'the array has no array.yml', hint: 'Write one with size: 1 in it.' },
    ],
    [
      'another size',
      arrayOf(types.integer),
      { ...items, 'out/array.yml': 'size: 3' },
      { path: 'out/array.yml', message: 'it tells the size 3, and there are 2 items' },
    ],
    ['no size', arrayOf(types.integer), { ...items, 'out/array.yml': 'length: 2' }, { path: 'out/array.yml' }],
    [
      'a size that is no number',
      arrayOf(types.integer),
      { ...items, 'out/array.yml': 'size: "2"' },
      { path: 'out/array.yml' },
    ],
    [
      'an alias bomb',
      arrayOf(types.integer),
      { ...items, 'out/array.yml': 'a: &a [1]\nb: &b [*a,*a]\nsize: *b' },
      { path: 'out/array.yml' },
    ],
    ['a list', arrayOf(types.integer), { ...items, 'out/array.yml': '- 2' }, { path: 'out/array.yml' }],
    ['too few items', arrayOf(types.integer, 3), items, { message: 'the array has 2 items, at least 3 are needed' }],
    [
      'too many items',
      arrayOf(types.integer, 0, 1),
      items,
      { message: 'the array has 2 items, at most 1 are allowed' },
    ],
    [
      'a gap',
      arrayOf(types.integer),
      { 'out/array.yml': 'size: 2', 'out/0': '1', 'out/2': '1' },
      { path: 'out/1', message: 'the item is missing' },
    ],
    [
      'a padded index',
      arrayOf(types.integer),
      { ...items, 'out/02': '1' },
      { path: 'out/02', message: 'it is no item of the array' },
    ],
    [
      'a wrong item',
      arrayOf(types.integer),
      { ...items, 'out/1': 'x' },
      { path: 'out/1', message: '"x" is no integer' },
    ],
    [
      'a number that only the engine reads',
      arrayOf(types.number),
      { 'out/array.yml': 'size: 1', 'out/0': 'nan' },
      { path: 'out/0' },
    ],
    ['an extra file', arrayOf(types.integer), { ...items, 'out/readme': '' }, { path: 'out/readme' }],
    [
      'geometries in one file',
      arrayOf(types.geometry),
      points,
      { path: 'out/0.geojson', hint: 'Write each geometry as a file of its own, named 0, 1, 2.' },
    ],
    [
      'a wrong item in an array in it',
      arrayOf(arrayOf(types.integer)),
      { 'out/array.yml': 'size: 1', 'out/0/array.yml': 'size: 1', 'out/0/0': '' },
      { path: 'out/0/0' },
    ],
  ])('%s', async (_, type, files, problem) => {
    const report = await read(type, files)
    expect(report).toMatchObject({ ok: false, problems: [problem] })
  })
})

describe('a slide in a zip', () => {
  const slide = { name: 'a.dcm', body: dicom(64, 48) }
  it.each([
    ['stored', [slide, { ...slide, name: 'deep/b' }]],
    ['deflated', [{ ...slide, method: 8 }]],
    ['with sizes behind its data', [{ ...slide, method: 8, descriptor: 'signed' as const }, slide]],
  ])('is right when it is %s', async (_, entries) => {
    const zip = rawZip(entries)
    const value = `WSI-DICOM in a zip, ${zip.byteLength} B`
    expect(await read({ ...types.image, formats: ['wsidicom'], maxWidth: 1 }, { out: zip })).toMatchObject({
      ok: true,
      value,
    })
  })

  const whole = rawZip([slide])
  it.each([
    ['another file', rawZip([slide, { name: 'x.txt', body: Buffer.alloc(500) }]), 'its entry "x.txt" is no DICOM file'],
    ['a short file', rawZip([{ name: 'x', body: Buffer.from('DICM') }]), 'its entry "x" is no DICOM file'],
    ['a folder', rawZip([{ name: 'd/', body: Buffer.alloc(0) }, slide]), /^its entry "d\/" is a folder/],
    ['a way out', rawZip([{ ...slide, name: '../x' }]), /leads out/],
    ['an absolute path', rawZip([{ ...slide, name: '/x' }]), /leads out/],
    ['encryption', rawZip([{ ...slide, encrypted: true }]), 'its entry "a.dcm" cannot be read'],
    ['no directory', rawZip([slide], { directory: false }), 'the zip is damaged'],
    ['a cut', whole.subarray(0, 100), 'the zip is damaged'],
  ])('is wrong with %s', async (_, zip, message) => {
    const found = typeof message === 'string' ? message : (expect.stringMatching(message) as string)
    expect(await read(types.image, { out: zip })).toMatchObject({
      ok: false,
      problems: [{ message: found, path: 'out' }],
    })
  })
})

describe('a folder that wants to harm', () => {
  it.each([
    ['a link to a file', '/etc/hostname', types.file],
    ['a link to nothing', '/nowhere', types.string],
    ['a link to a folder', '/etc', arrayOf(types.string)],
    ['a link to itself', 'out', types.image],
  ])('finds %s wrong', async (_, target, type) => {
    const folder = write({})
    symlinkSync(target, join(folder, 'out'))
    expect(await readFrom(folder, type)).toMatchObject([{ ok: false, problems: [{ message: 'it is a link' }] }])
  })

  it('follows no link in an array or a slide', async () => {
    const folder = write({ 'out/array.yml': 'size: 1' })
    symlinkSync('/etc/hostname', join(folder, 'out', '0'))
    expect(await readFrom(folder, arrayOf(types.string))).toMatchObject([
      { problems: [{ path: 'out/0', message: 'it is a link' }] },
    ])
    const slide = write({ 'out/a': dicom(1, 1) })
    symlinkSync('a', join(slide, 'out', 'b'))
    expect(await readFrom(slide, types.image)).toMatchObject([
      { problems: [{ path: 'out/b', message: 'it is a link' }] },
    ])
  })

  it('takes array.yml as no link', async () => {
    const folder = write({ size: 'size: 0', 'out/': '' })
    symlinkSync('../size', join(folder, 'out', 'array.yml'))
    const [report] = await readFrom(folder, arrayOf(types.string))
    expect(report).toMatchObject({ ok: false, problems: [{ path: 'out/array.yml' }] })
  })

  it('opens no pipe and no socket', async () => {
    const folder = write({ 'other/': '' })
    execFileSync('mkfifo', [join(folder, 'out')])
    expect(await readFrom(folder, types.file)).toMatchObject([
      { problems: [{ message: 'it is a pipe' }] },
      { name: 'other' },
    ])
    const sockets = write({})
    const server = createServer().listen(join(sockets, 'out'))
    await new Promise((resolve) => server.once('listening', resolve))
    expect(await readFrom(sockets, types.file)).toMatchObject([{ problems: [{ message: 'it is a socket' }] }])
    await new Promise((resolve) => server.close(resolve))
  })

  const isRoot = process.getuid?.() === 0
  it.runIf(!isRoot || needs('the right to become another user', process.seteuid !== undefined))(
    'tells of what may not be read',
    async () => {
      const folder = write({ out: '1', 'list/0': '1' })
      for (const path of [root, folder]) chmodSync(path, 0o755)
      for (const name of ['out', 'list']) chmodSync(join(folder, name), 0)
      const task = descriptor([], [parameter('out', types.integer), parameter('list', arrayOf(types.integer))])
      if (isRoot) process.seteuid?.(65534)
      try {
        const problems = [{ message: 'it cannot be read: permission denied' }]
        expect(await readOutputs(task, folder, new Map())).toMatchObject([{ problems }, { problems }])
      } finally {
        if (isRoot) process.seteuid?.(0)
        chmodSync(join(folder, 'list'), 0o700)
      }
    },
  )

  it('shows names safely', async () => {
    const folder = write({ out: '1', 'a\u{1b}[31m\n': '' })
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xff])]), '')
    expect((await readFrom(folder, types.integer)).map(({ name }) => name)).toEqual([
      'out',
      'a\\u{1b}[31m\\n',
      'b\u{fffd}',
    ])
  })
})

it('tells of a file that is no output, and which was meant', async () => {
  const task = descriptor([], [parameter('sum', types.integer)])
  const reports = await readOutputs(task, write({ sun: '1', 'a.log': '' }), new Map())
  expect(reports).toMatchObject([
    { name: 'sum', ok: false },
    {
      name: 'a.log',
      type: 'unknown',
      ok: false,
      problems: [{ hint: 'Write scratch files elsewhere, such as in /tmp.' }],
    },
    { name: 'sun', type: 'unknown', ok: false, problems: [{ hint: 'Did you mean sum?' }] },
  ])
})

it('tells of all outputs where there is no folder', async () => {
  expect(await readFrom(join(root, 'nowhere'), arrayOf(types.integer))).toMatchObject([
    { ok: false, type: 'array of integer', problems: [{ message: 'the Task did not write it' }] },
  ])
})

it('tells at most twenty problems of one output', async () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`out/${i}`, 'x']))
  const report = await read(arrayOf(types.integer), { 'out/array.yml': 'size: 30', ...files })
  expect(report?.problems).toHaveLength(21)
  expect(report?.problems.at(-1)).toEqual({
    message: 'and 10 more problems',
    hint: 'Mend those above: then these are told.',
  })
})

it('holds arrays against those that they must match', async () => {
  const inputs = [parameter('a', arrayOf(types.integer), { matching: ['outputs/c'] })]
  const outputs = [
    parameter('b', arrayOf(types.integer), { matching: ['inputs/a', 'outputs/c'] }),
    parameter('c', arrayOf(types.integer), { matching: ['inputs/gone'] }),
  ]
  const folder = write({ 'b/array.yml': 'size: 1', 'b/0': '1', 'c/array.yml': 'size: 0' })
  const [b, c] = await readOutputs(descriptor(inputs, outputs), folder, new Map([['a', 1]]))
  expect(b).toMatchObject({ ok: false, problems: [{ message: 'the array has 1 item and outputs/c has 0' }] })
  expect(c).toMatchObject({ ok: false, problems: [{ message: 'the array has 0 items and inputs/a has 1' }] })
})

it('never throws, whatever the bytes', async () => {
  const folder = write({ 'list/array.yml': '', 'list/0': '' })
  const all = Object.entries({
    ...types,
    image: { ...types.image, formats: ['png', 'tiff', 'jpeg', 'dicom'], maxWidth: 1 },
  })
  const outputs = [...all.map(([name, type]) => parameter(name, type)), parameter('list', arrayOf(types.integer))]
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      for (const [name] of all) writeFileSync(join(folder, name), bytes)
      writeFileSync(join(folder, 'list', 'array.yml'), bytes)
      writeFileSync(join(folder, 'list', '0'), bytes)
      const reports = await readOutputs(descriptor([], outputs), folder, new Map())
      expect(reports.map(({ name }) => name)).toEqual(outputs.map(({ name }) => name))
    }),
    { numRuns: 40 },
  )
})
