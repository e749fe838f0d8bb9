import { join } from 'node:path'
import { Ajv } from 'ajv'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { copy } from '../../../src/api/copy/copy.js'
import { inspect } from '../../../src/api/inspect/inspect.js'
import { listFiles } from '../../../src/api/inspect/listFiles.js'
import { writers } from '../../support/archives.js'
import { temporaryFolder } from '../../support/folder.js'
import { projectRoot } from '../../support/paths.js'
import { descriptorText, tarName } from '../../task/bundle/bundleKinds.js'
import { rawZip } from '../../task/bundle/rawZip.js'
import { writeTar } from '../../support/tarItems.js'
import { threeLayers, threeLayersServed } from '../../support/threeLayers.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()
const schema: unknown = JSON.parse(readFileSync(join(projectRoot, 'schema/inspect.json'), 'utf8'))
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema as object)

/** What the schema says against a report. */
function faults(report: unknown): unknown {
  validate(JSON.parse(JSON.stringify(report)))
  return validate.errors
}

const figures = [
  { unpacked: 1020, hidden: 1013, added: 6, changed: 0, removed: 0 },
  { unpacked: 18, hidden: 0, added: 1, changed: 2, removed: 1 },
  { unpacked: 16, hidden: 0, added: 3, changed: 0, removed: 1 },
]
const files = {
  unpacked: 1054,
  hidden: 1013,
  seen: 41,
  files: 8,
  directories: 5,
  // By hand. Once each: bin 0, old 1000, alias 0, newest 0, red 9, data 3, new 4. Twice: os-release 8 + 11, tool 7 + 7, gone 5 + 0.
  efficiency: (1000 + 9 + 3 + 4 + 8 + 7 + 0) / (1000 + 9 + 3 + 4 + 19 + 14 + 5),
  wasted: 19 + 14 + 5,
}

describe.each(Object.entries(writers))('in an archive of %s', (writer, write) => {
  test('the layers with what each does', async () => {
    const place = join(folder, `${writer}.tar`)
    writeFileSync(place, writeTar(write(threeLayers)))
    const report = await inspect(place)
    expect(report).toMatchObject({ place, kind: 'archive', platform: 'linux/amd64', files })
    expect(report.names.map((name) => name.replace(/^docker.io\//, ''))).toEqual(['com/my/three:1.0.0'])
    expect(report.layers.map((layer) => layer.figures)).toEqual(figures)
    expect(report.layers.map(({ instruction }) => instruction)).toEqual([
      'ADD file:1 in /',
      'RUN chmod 700 /usr/bin/tool && rm /opt/gone',
      'COPY app opt /',
    ])
    expect(report.files?.biggest[0]).toEqual({ path: '/etc/os-release', size: 11, layer: 2 })
    expect(report.files?.wasteful[0]).toEqual({
      path: '/opt/old',
      size: 1000,
      files: 1,
      layer: 1,
      by: 'removed',
      byLayer: 3,
    })
    expect(faults(report)).toBeNull()
    const { files: unread, layers } = await inspect(place, { files: false })
    expect([unread, ...layers.map((layer) => layer.figures)]).toEqual([undefined, undefined, undefined, undefined])
  })
})

test.each([0, 8])('in a bundle, stored by method %i', async (method) => {
  const place = join(folder, `bundle ${method}.zip`)
  const body = writeTar(writers['docker save 28'](threeLayers))
  const descriptor = { name: 'descriptor.yml', body: Buffer.from(descriptorText()) }
  writeFileSync(place, rawZip([descriptor, { name: tarName, body, method }]))
  const report = await inspect(place)
  expect(report).toMatchObject({ place, kind: 'bundle', names: ['com/my/three:1.0.0'], files })
  expect(faults(report)).toBeNull()
  expect((await listFiles(place, { path: '/opt' })).files).toMatchObject([{ path: '/opt/new' }])
})

test('in a folder that is named with what is wanted of it', async () => {
  const layout = join(folder, 'layout')
  await copy({
    source: join(folder, 'an OCI archive.tar'),
    destination: `oci:${layout}:mine`,
    env: {},
    cacheDir: folder,
  })
  expect(await inspect(`oci:${layout}:mine`)).toMatchObject({ kind: 'archive', names: ['mine'], files })
  expect(await failure(inspect(`oci:${layout}:other`))).toMatchObject({ code: 'not-found' })
})

describe('in a registry', () => {
  const { host, fetched } = threeLayersServed()
  let count = 0

  const options = () => ({ cacheDir: join(folder, `store ${++count}`), env: {} })

  test('its documents alone are asked for; its layers where files are wanted, and once', async () => {
    const how = options()
    const place = `${host()}/team/three:1`
    const report = await inspect(place, how)
    expect(report).toMatchObject({ place, kind: 'registry', names: [place], platforms: ['linux/amd64'] })
    expect(report.layers.map((layer) => layer.figures)).toEqual([undefined, undefined, undefined])
    expect(report.files).toBeUndefined()
    expect(faults(report)).toBeNull()
    expect(fetched()).toEqual([])
    const whole = await inspect(place, { ...how, files: true })
    expect(whole).toMatchObject({ files })
    expect(whole.layers.map((layer) => layer.figures)).toEqual(figures)
    expect(fetched()).toEqual([1, 2, 3])
    expect(await inspect(place, how)).toEqual(whole)
    expect(await inspect(place, { ...how, offline: true })).toEqual(whole)
    expect(fetched()).toEqual([1, 2, 3])
  })

  test('which platforms there are', async () => {
    const place = `docker://${host()}/team/three:index`
    expect(await inspect(place, options())).toMatchObject({
      platform: 'linux/amd64',
      platforms: ['linux/amd64', 'linux/arm64'],
    })
    expect(await failure(inspect(place, { ...options(), platform: 'linux/s390x' }))).toMatchObject({
      code: 'not-found',
      hint: 'It has: linux/amd64, linux/aarch64/v8. Choose one with --platform.',
    })
  })

  test('what is not there', async () => {
    expect(await failure(inspect(`${host()}/team/none:1`, options()))).toMatchObject({ code: 'not-found' })
  })
})

test.each([
  ['-', 'usage'],
  ['./missing.tar', 'io'],
  [folder, 'format'],
])('%s is no image', async (place, code) => {
  expect(await failure(inspect(place))).toMatchObject({ code })
})
