import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test, vi } from 'vitest'
import { diff } from '../../../src/api/diff/diff.js'
import type { DiffOptions } from '../../../src/api/diff/options.js'
import type { DiffReport } from '../../../src/api/diff/report.js'
import { temporaryFolder } from '../../support/folder.js'
import { projectRoot } from '../../support/paths.js'
import { archiveOf, file, type ImageParts, imagePairs, special } from '../../support/imagePairs.js'

const folder = temporaryFolder()
const schema: unknown = JSON.parse(readFileSync(join(projectRoot, 'schema/diff.json'), 'utf8'))
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema as object)

/** What the schema says against a report. */
function faults(report: unknown): unknown {
  validate(JSON.parse(JSON.stringify(report)))
  return validate.errors
}

let count = 0

function stored(parts: ImageParts): string {
  const path = join(folder, `image-${count++}.tar`)
  writeFileSync(path, archiveOf(parts))
  return path
}

async function compared(before: ImageParts, after: ImageParts, options: DiffOptions = {}): Promise<DiffReport> {
  return diff(stored(before), stored(after), options)
}

/** A report as the lines by which pairs tell what they expect. */
function lines({ verdict, config, configForm, history, files, layers }: DiffReport): string[] {
  return [
    verdict,
    ...config.map(({ field }) => `config ${field.join('.')}`),
    ...(configForm ? ['config form'] : []),
    ...history.map(({ change }) => `history ${change}`),
    ...files.map(({ path, change, aspects }) => [path, ...(change === 'changed' ? aspects : [change])].join(' ')),
    ...layers.flatMap(({ change, before, after, files, form }) => {
      if (change === 'same') return []
      const name = `layer ${(before ?? after)?.number}`
      return change === 'changed' && files.length === 0
        ? form.map(({ kind }) => `${name} form ${kind}`)
        : [`${name} ${change}`]
    }),
  ]
}

describe('what two images have not alike', () => {
  test.each(Object.entries(imagePairs))('%s', async (_, { before, after, expected }) => {
    const report = await compared(before, after, { hex: true })
    expect(lines(report)).toEqual(expected)
    expect(faults(report)).toBeNull()
    const [verdict] = lines(await compared(after, before))
    expect(verdict).toBe(expected[0])
  })
})

describe('what does not count', () => {
  const one = file('a', 'x', { mtime: 1, uid: 1, mode: 0o600, xattrs: { 'user.a': 'AA==' } })
  const other = file('a', 'x')
  test.each([
    [['times'], ['/a mode owner xattrs']],
    [['owners', 'times'], ['/a mode xattrs']],
    [['owners', 'times', 'modes'], ['/a xattrs']],
    [['owners', 'times', 'modes', 'xattrs'], []],
  ] as const)('%s of files', async (ignore, files) => {
    const report = await compared({ layers: [[one]] }, { layers: [[other]] }, { ignore })
    const changed = files.length > 0 ? ['layer 0 changed'] : []
    expect(lines(report)).toEqual([files.length > 0 ? 'different' : 'alike', ...files, ...changed])
  })

  test.each([
    ['links', 'a hard link and a copy'],
    ['config', 'a variable'],
    ['config', 'another machine'],
    ['times', 'a time of creation'],
    ['history', 'a step that is told otherwise'],
    ['layers', 'a folder that is named'],
    ['layers', 'what a later layer replaces'],
    ['form', 'the order of entries'],
    ['form', 'what sets nothing'],
  ] as const)('%s: %s', async (name, pair) => {
    const { before, after } = imagePairs[pair] ?? { before: { layers: [] }, after: { layers: [] } }
    expect(lines(await compared(before, after))[0]).toBe('different')
    expect(lines(await compared(before, after, { ignore: [name] }))).toEqual(['alike'])
  })

  test('times, while the order of entries still does', async () => {
    const [before, after] = [
      [file('a', '', { mtime: 1 }), file('b')],
      [file('b'), file('a', '', { mtime: 2 })],
    ]
    const report = await compared({ layers: [before] }, { layers: [after] }, { ignore: ['times'] })
    expect(lines(report)).toEqual(['different', 'layer 0 form order'])
  })

  test('layers, where a file of both together differs', async () => {
    const { before, after } = imagePairs['a layer more'] ?? { before: { layers: [] }, after: { layers: [] } }
    const report = await compared(before, after, { ignore: ['layers', 'history'] })
    expect(lines(report)).toEqual(['different', '/app added'])
  })
})

test('paths that are named, and what is below them, are compared alone', async () => {
  const before: ImageParts = { layers: [[file('a/b'), file('a-b'), file('c')]], config: { User: 'x' } }
  const after: ImageParts = { layers: [[file('a/b', 'x'), file('a-b', 'x'), file('c', 'x')]] }
  expect(lines(await compared(before, after, { paths: ['/a'] }))).toEqual(['different', '/a/b content'])
  expect(lines(await compared(before, after, { paths: ['a/', './c'] }))).toEqual([
    'different',
    '/a/b content',
    '/c content',
  ])
  expect(lines(await compared(before, after, { paths: ['/d'] }))).toEqual(['alike'])
  await expect(compared(before, after, { paths: ['../a'] })).rejects.toMatchObject({ code: 'usage' })
})

test('of how many contents it is told', async () => {
  const layer = (text: string): ImageParts => ({ layers: [['a', 'b', 'c'].map((name) => file(name, name + text))] })
  const { files, layers } = await compared(layer('x'), layer('y'), { details: 2 })
  expect(files.map(({ content }) => content !== undefined)).toEqual([true, true, false])
  expect(layers[0]?.files.map(({ content }) => content !== undefined)).toEqual([true, true, false])
  expect(files[0]?.content?.hunks?.[0]?.lines).toContain('-ax')
})

test('facts of files', async () => {
  const time = 2 ** 33 - 1
  const items = [
    file('f\xff', 'x', { mode: 0o4755, mtime: time, xattrs: { 'security.capability': 'AQID' } }),
    special('d', 'block', { device: '8:1', uid: 7, gid: 8 }),
    special('l', 'symlink', { target: '\xc3\xa9' }),
    special('h', 'hardlink', { target: 'd' }),
    file('.wh.w'),
  ]
  const { files, layers } = await compared({ layers: [[file('x')]] }, { layers: [[file('x')], items] })
  const facts = Object.fromEntries(files.map(({ path, after }) => [path, after]))
  const [owner, modified] = [{ uid: 0, gid: 0 }, '1970-01-01T00:00:00Z']
  const device = { type: 'block', mode: '0644', uid: 7, gid: 8, modified, device: '8:1', layer: 1 }
  expect(facts).toEqual({
    '/d': device,
    '/f\ufffd': {
      type: 'file',
      mode: '04755',
      ...owner,
      modified: '2242-03-16T12:56:31Z',
      size: 1,
      xattrs: { 'security.capability': 'AQID' },
      layer: 1,
    },
    '/h': { ...device, link: '/d' },
    '/l': { type: 'symlink', mode: '0644', ...owner, modified, target: '\u00e9', layer: 1 },
  })
  expect(files.find(({ path }) => path === '/f\ufffd')?.pathBytes).toBe(
    Buffer.from('/f\xff', 'latin1').subarray(1).toString('base64'),
  )
  expect(layers[1]).toMatchObject({ change: 'added', after: { number: 1, instruction: 'COPY 1' } })
})

test('nothing is left behind, whatever happens', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('oci-pack-layers-'))
  const gzipped: ImageParts = { layers: [[file('a', 'x')]], writer: 'crane pull' }
  await compared(gzipped, { layers: [[file('a', 'y')]] })
  const broken = { layers: [Buffer.from('this is no tar'.repeat(100))], writer: 'crane pull' } as const
  await expect(compared(gzipped, broken)).rejects.toMatchObject({ code: 'format' })
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(compared(gzipped, { layers: [[file('a', 'z')]] }, { signal })).rejects.toThrow('enough')
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('oci-pack-layers-'))).toEqual(before)
})

test('what one image has inflated is removed when the other one cannot be read', async () => {
  vi.stubEnv('TMPDIR', mkdtempSync(join(folder, 'tmp-')))
  const noise = Buffer.from(Array.from({ length: 2 << 20 }, (_, i) => (i * i * 31) >> 7))
  const large = { layers: [1, 2, 3, 4].map((i) => [file(`${i}`, noise)]), writer: 'crane pull' } as const
  const broken = { layers: [Buffer.from('this is no tar'.repeat(100))] }
  await expect(compared(broken, large)).rejects.toMatchObject({ code: 'format' })
  await expect(compared(large, broken)).rejects.toMatchObject({ code: 'format' })
  expect(readdirSync(tmpdir())).toEqual([])
  vi.unstubAllEnvs()
})

test('large contents are compared no longer than they are wanted', async () => {
  const body = Buffer.alloc(40 << 20)
  const stop = new AbortController()
  setImmediate(() => setImmediate(() => stop.abort(new Error('enough'))))
  const options = { signal: stop.signal }
  const [before, after] = [body, Buffer.concat([body.subarray(1), Buffer.from('x')])]
  await expect(compared({ layers: [[file('a', before)]] }, { layers: [[file('a', after)]] }, options)).rejects.toThrow(
    'enough',
  )
})

test('what goes on is told', async () => {
  const events: string[] = []
  const onEvent: DiffOptions['onEvent'] = (event) => void events.push(event.type)
  await compared({ layers: [] }, { layers: [] }, { onEvent })
  expect(events).toEqual(['step-start', 'step-done'])
})

test('that it failed is told as of the step', async () => {
  const events: string[] = []
  const onEvent: DiffOptions['onEvent'] = (event) => void events.push(event.type)
  const broken = { layers: [[{ ...file('a', ''), type: 'hardlink' as const, target: 'missing' }]] }
  await expect(compared(broken, { layers: [] }, { onEvent })).rejects.toMatchObject({ code: 'format' })
  expect(events).toEqual(['step-start', 'step-failed'])
})
