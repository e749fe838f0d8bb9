import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chooseLayer } from '../../../src/api/inspect/chooseLayer.js'
import { exportFiles } from '../../../src/api/inspect/exportFiles.js'
import { inspectLayer } from '../../../src/api/inspect/inspectLayer.js'
import { listFiles } from '../../../src/api/inspect/listFiles.js'
import { type FileOptions, withFile } from '../../../src/api/inspect/withFile.js'
import type { Event } from '../../../src/core/events.js'
import { sha256 } from '../../../src/core/hash.js'
import { writers } from '../../support/archives.js'
import { temporaryFolder } from '../../support/folder.js'
import { readTar, writeTar } from '../../support/tarItems.js'
import { threeLayers, threeLayersServed } from '../../support/threeLayers.js'
import { failure, thrown } from '../../support/thrown.js'

const folder = temporaryFolder()
const digests = threeLayers.layers.map(sha256)

async function cat(place: string, path: string, options: FileOptions = {}): Promise<string> {
  return withFile(place, path, options, async ({ path, size, content }) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of content()) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    expect(bytes.length).toBe(size)
    return `${path}: ${bytes.toString()}`
  })
}

describe.each(Object.entries(writers))('in an archive of %s', (writer, write) => {
  const place = join(folder, `${writer}.tar`)
  const link = join(folder, `link to ${writer}`)
  writeFileSync(place, writeTar(write(threeLayers)))
  symlinkSync(place, link)

  test('files are listed', async () => {
    expect(await listFiles(place, { path: '/opt' })).toMatchObject({ path: '/opt', files: [{ path: '/opt/new' }] })
    const all = await listFiles(place, { recursive: true })
    expect(all.files.map(({ path }) => path)).toEqual(
      ['/app', '/app/\x1b[31mred', '/app/data', '/bin', '/etc', '/etc/os-release', '/opt', '/opt/new', '/usr'].concat(
        ['alias', 'newest', 'tool'].reduce<string[]>((list, name) => [...list, `/usr/bin/${name}`], ['/usr/bin']),
      ),
    )
    const tool = { path: '/usr/bin/tool', mode: '0700', size: 7, type: 'file' }
    expect(await listFiles(place, { path: 'bin/newest' })).toMatchObject({ path: '/usr/bin/tool', files: [tool] })
    const old = await listFiles(place, { path: 'opt', layer: '1' })
    expect(old.files.map(({ path }) => path)).toEqual(['/opt/gone', '/opt/old'])
    expect(await failure(listFiles(place, { path: '/opt/gone' }))).toMatchObject({ code: 'not-found' })
    expect(await failure(listFiles(place, { path: '/opt/old', layer: '3' }))).toMatchObject({ code: 'not-found' })
  })

  test('files are read, through a link to the archive too', async () => {
    expect(await cat(place, '/bin/newest')).toBe('/usr/bin/tool: tool 1\n')
    expect(await cat(link, '/etc/os-release')).toBe('/etc/os-release: ID=changed\n')
    expect(await cat(link, '/etc/os-release', { layer: '1' })).toBe('/etc/os-release: ID=base\n')
    expect(await cat(place, 'opt/gone', { layer: digests[0]?.slice(7, 15) ?? '' })).toBe('/opt/gone: gone\n')
    expect(await failure(cat(place, '/opt/gone'))).toMatchObject({ code: 'not-found' })
    expect(await failure(cat(place, '/usr'))).toMatchObject({ code: 'unsupported' })
    expect(await failure(cat(place, '/a', { layer: '9' }))).toMatchObject({ code: 'not-found' })
  })

  test('a layer is told as what it does', async () => {
    const layer = await inspectLayer(place, '2')
    expect(layer).toMatchObject({ number: 2, layers: 3, diffId: digests[1], unpacked: 18 })
    expect(layer.instruction).toBe('RUN chmod 700 /usr/bin/tool && rm /opt/gone')
    expect(layer.files.map(({ change, path }) => `${change} ${path}`)).toEqual([
      ...['C /etc/os-release', 'D /opt/gone', 'A /usr/bin/newest', 'C /usr/bin/tool'],
    ])
  })

  test('files are exported, as an archive and into a folder', async () => {
    const output = join(folder, `${writer} exported.tar`)
    await exportFiles(place, { output })
    expect(
      readTar(readFileSync(output)).map(({ name, type, target }) => `${type} ${name}${target && ` ${target}`}`),
    ).toEqual([
      ...['dir app', 'file app/\x1b[31mred', 'file app/data', 'symlink bin usr/bin', 'dir etc', 'file etc/os-release'],
      ...['dir opt', 'file opt/new', 'dir usr', 'dir usr/bin', 'file usr/bin/alias', 'symlink usr/bin/newest tool'],
      ...['file usr/bin/tool'],
    ])
    expect(spawnSync('tar', ['-tf', output]).status).toBe(0)
    const into = join(folder, `${writer} exported`)
    await exportFiles(place, { output: into, path: '/bin/' })
    expect(readdirSync(into).sort()).toEqual(['alias', 'newest', 'tool'])
    expect(statSync(join(into, 'tool')).mode & 0o777).toBe(0o700)
    const alone = join(folder, `${writer} alone`)
    mkdirSync(alone)
    await exportFiles(link, { output: alone, path: '/bin/newest' })
    expect(readFileSync(join(alone, 'tool'), 'utf8')).toBe('tool 1\n')
    expect(await failure(exportFiles(place, { output: `${alone}.tar`, path: '/none' }))).toMatchObject({
      code: 'not-found',
    })
    expect(await failure(exportFiles(place, { output: alone }))).toMatchObject({ code: 'io' })
  })

  test.each(['told.tar', 'told'])('what is exported into %s is told as a step with its bytes', async (name) => {
    const output = join(folder, `${writer} ${name}`)
    const events: Event[] = []
    await exportFiles(place, { output, onEvent: (event) => events.push(event) })
    const id = `export ${output}`
    expect(events).toEqual([
      { type: 'step-start', id, name: `[export] files to ${output}` },
      { type: 'progress', id, name: 'bytes', done: 41, total: 41 },
      { type: 'step-done', id, cached: false },
    ])
  })
})

describe('in a registry', () => {
  const { host, fetched } = threeLayersServed()
  let count = 0

  test.each([
    ['/opt/new', {}, [3]],
    ['/opt/old', {}, [3]],
    ['/etc/os-release', {}, [2, 3]],
    ['/bin/alias', {}, [1, 2, 3]],
    ['/etc/os-release', { layer: '1' }, [1]],
  ])('for %s %j, the layers %j are fetched', async (path, options, layers) => {
    const how = { cacheDir: join(folder, `store ${++count}`), env: {}, ...options }
    const reading = cat(`${host()}/team/three:1`, path, how)
    if (path === '/opt/old') expect(await failure(reading)).toMatchObject({ code: 'not-found' })
    else expect(await reading).toContain(': ')
    expect(fetched()).toEqual(layers)
  })

  test('for what a layer does, those below it', async () => {
    const how = { cacheDir: join(folder, `store ${++count}`), env: {} }
    expect((await inspectLayer(`${host()}/team/three:1`, '2', how)).files).toHaveLength(4)
    expect(fetched()).toEqual([1, 2])
  })
})

describe('which layer is meant', () => {
  const layers = ['ab', 'abcdef01', '123456'].map((hex) => {
    const digest = `sha256:${hex.padEnd(64, '0')}` as const
    const diffId = `sha256:${hex.padEnd(64, '1')}` as const
    const locate = (): Promise<never> => Promise.reject(new Error('nothing is read'))
    return { descriptor: { mediaType: 'm', digest, size: 1 }, diffId, locate }
  })
  test.each([
    ['1', 0],
    ['3', 2],
    ['abcdef', 1],
    ['sha256:123456', 2],
    ['12345611', 2],
    ['ab0000', 0],
  ])('%s', (text, place) => {
    expect(chooseLayer(layers, text)).toEqual({ layer: layers[place], place })
  })
  test.each([
    ['0', 'not-found'],
    ['4', 'not-found'],
    ['ffffff', 'not-found'],
    ['ab', 'usage'],
    ['abcde', 'usage'],
    ['-1', 'usage'],
    ['', 'usage'],
    ['top', 'usage'],
  ])('not %j', (text, code) => {
    expect(thrown(() => chooseLayer(layers, text))).toMatchObject({ code })
  })
})
