import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copy } from '../../../src/api/copy/copy.js'
import { list } from '../../../src/api/copy/list.js'
import type { CopyOptions, PullOptions } from '../../../src/api/copy/options.js'
import { pull } from '../../../src/api/copy/pull.js'
import { pullAll } from '../../../src/api/copy/pullAll.js'
import { push } from '../../../src/api/copy/push.js'
import { tag } from '../../../src/api/copy/tag.js'
import type { Event } from '../../../src/core/events.js'
import { sha256 } from '../../../src/core/hash.js'
import { type Manifest, mediaTypes } from '../../../src/oci/descriptor.js'
import { Store } from '../../../src/store/store.js'
import { sample as archiveSample, writers } from '../../support/archives.js'
import { goodArchive } from '../../task/bundle/archiveKinds.js'
import { bundleKinds } from '../../task/bundle/bundleKinds.js'
import { FakeRegistry, sayError } from '../../support/fakeRegistry.js'
import { temporaryFolder } from '../../support/folder.js'
import { sampleImage, sampleTar, type SampleImage } from '../../support/sampleImage.js'
import { writeTar } from '../../support/tarItems.js'
import { failure } from '../../support/thrown.js'

const root = temporaryFolder()
let folder: string
let registry: FakeRegistry
let image: SampleImage
let count = 0

beforeEach(async () => {
  folder = join(root, String(++count))
  mkdirSync(folder)
  registry = await FakeRegistry.start()
  image = sampleImage([await sampleTar({ a: Buffer.alloc(100_000, 'a') }), await sampleTar({ b: 'b' })])
  for (const blob of [image.config, ...image.layers.map(({ blob }) => blob)]) registry.addBlob(blob)
  registry.addManifest('team/image', image.manifest, 'v1')
})
afterEach(() => registry.stop())

const at = (name: string): string => join(folder, name)
const name = (): string => `${registry.host}/team/image:v1`
const how = (): Omit<CopyOptions, 'source' | 'destination'> => ({ cacheDir: at('store'), env: { HOME: folder } })
const to = (destination: string, more: Partial<CopyOptions> = {}) =>
  copy({ source: name(), destination, ...how(), ...more })
/** Another image: its manifest says something. */
const other = () => ({ ...image.manifest, annotations: { a: 'b' } })
const blobsAsked = (): string[] => registry.asked.filter((request) => request.includes('/blobs/'))

describe('what is not there, or damaged, makes no output', () => {
  const destinations = [
    ['docker-archive', () => `docker-archive:${at('out/image.tar')}`],
    ['oci-archive', () => `oci-archive:${at('out/image.tar')}`],
    ['oci', () => `oci:${at('out/layout')}`],
  ] as const

  test.each(destinations)('a damaged layer, to %s', async (_, destination) => {
    mkdirSync(at('out'))
    const [layer] = image.layers
    const damaged = Buffer.from(layer?.blob ?? '')
    damaged.writeUInt8(damaged.readUInt8(50) ^ 1, 50)
    registry.blobs.set(layer?.descriptor.digest ?? '', damaged)
    expect(await failure(to(destination()))).toMatchObject({
      code: 'integrity',
      message: expect.stringContaining('its bytes have the digest') as string,
    })
    expect(readdirSync(at('out'))).toEqual([])
  })

  test.each(destinations)('no such tag, to %s: what was there stays', async (_, destination) => {
    mkdirSync(at('out'))
    await to(destination())
    const before = readdirSync(at('out'), { recursive: true }).sort()
    registry.manifests.clear()
    expect(await failure(to(destination()))).toMatchObject({ code: 'not-found' })
    expect(readdirSync(at('out'), { recursive: true }).sort()).toEqual(before)
  })

  test.each(destinations)('stopped in the middle, to %s', async (_, destination) => {
    mkdirSync(at('out'))
    const stop = new AbortController()
    const [layer] = image.layers
    registry.next(new RegExp(`blobs/${layer?.descriptor.digest ?? ''}`), (_request, response) => {
      response.writeHead(200, { 'Content-Length': layer?.blob.length })
      response.write(layer?.blob.subarray(0, 60), () => stop.abort())
    })
    expect(await failure(to(destination(), { signal: stop.signal }))).toMatchObject({ code: 'aborted' })
    expect(readdirSync(at('out'))).toEqual([])
  })

  test('a blob of the archive is damaged', async () => {
    await to(`oci-archive:${at('a.tar')}`)
    const bytes = readFileSync(at('a.tar'))
    const place = bytes.indexOf(image.layers[0]?.blob ?? '')
    bytes.writeUInt8(bytes.readUInt8(place + 50) ^ 1, place + 50)
    writeFileSync(at('a.tar'), bytes)
    for (const [more, code] of [
      [{}, 'integrity'],
      // What does not even inflate is told so.
      [{ compression: { type: 'uncompressed' } as const }, 'format'],
    ] as const) {
      const work = copy({ source: at('a.tar'), destination: `oci:${at('out')}`, ...how(), ...more })
      expect(await failure(work)).toMatchObject({ code })
      expect(existsSync(at('out'))).toBe(false)
    }
  })

  test('a plain layer of an archive for Docker is damaged, and would be gzipped', async () => {
    const archive = archiveSample()
    const bytes = writeTar(writers['docker save 28'](archive))
    const place = bytes.indexOf(archive.layers[1] ?? '')
    bytes.writeUInt8(bytes.readUInt8(place + 512) ^ 1, place + 512)
    writeFileSync(at('in.tar'), bytes)
    const work = copy({ source: at('in.tar'), destination: `${registry.host}/a:1`, ...how() })
    expect(await failure(work)).toMatchObject({ code: 'integrity' })
    expect(registry.asked).toEqual([])
  })
})

test('what a layout or the store has is not fetched', async () => {
  await to(`oci:${at('layout')}:one`)
  expect(blobsAsked()).toHaveLength(3)
  await to(`oci:${at('layout')}:two`)
  expect(blobsAsked()).toHaveLength(3)
  expect(JSON.parse(readFileSync(at('layout/index.json'), 'utf8'))).toMatchObject({
    manifests: ['one', 'two'].map((ref) => ({ annotations: { 'org.opencontainers.image.ref.name': ref } })),
  })

  const store = await Store.open(at('store'))
  for (const { blob, descriptor } of image.layers) await store.put([blob], descriptor)
  await store.close()
  await to(at('image.tar'))
  expect(blobsAsked()).toHaveLength(4)
})

test('without a store, none is made for a pull', async () => {
  const { destination, names, digest, size } = await pull({ reference: name(), output: at('x'), ...how() })
  expect([destination, names, digest]).toEqual([at('x'), [name()], sha256(JSON.stringify(image.manifest))])
  expect(size).toBeGreaterThan(0)
  expect(existsSync(at('store'))).toBe(false)
})

test('progress is told as of one step', async () => {
  const events: Event[] = []
  await to(at('image.tar'), { onEvent: (event) => events.push(event) })
  expect(new Set(events.map((event) => ('id' in event ? event.id : event.type)))).toEqual(
    new Set([`copy ${at('image.tar')}`]),
  )
  expect(events.at(0)).toMatchObject({ type: 'step-start', name: `[copy] ${name()} to ${at('image.tar')}` })
  expect(events.at(-1)).toMatchObject({ type: 'step-done' })
  expect(events.filter((event) => event.type === 'progress' && event.done === event.total)).toHaveLength(3)
})

describe('an artifact that is no image', () => {
  beforeEach(() => {
    const config = { mediaType: 'application/vnd.example.config', digest: registry.addBlob(Buffer.from('{}')), size: 2 }
    const layer = { mediaType: 'text/plain', digest: registry.addBlob(Buffer.from('hello')), size: 5 }
    const artifact = { ...image.manifest, config, layers: [layer] }
    registry.addManifest('team/image', artifact, 'v1')
  })
  test('goes into a layout as it is', async () => {
    const { digest } = await to(`oci:${at('layout')}:a`)
    const back = await copy({ source: `oci:${at('layout')}:a`, destination: `oci-archive:${at('a.tar')}`, ...how() })
    expect(back.digest).toBe(digest)
    expect((await list({ place: at('a.tar') })).images).toMatchObject([
      { digest, artifact: 'application/vnd.example.config' },
    ])
  })
  test('is called by the type that it says it has', async () => {
    const config = {
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest: registry.addBlob(Buffer.from('{}')),
      size: 2,
    }
    const artifact = { ...image.manifest, artifactType: 'application/vnd.example.notes', config, layers: [] }
    registry.addManifest('team/image', artifact, 'v1')
    expect((await list({ place: name() })).images).toMatchObject([{ artifact: 'application/vnd.example.notes' }])
  })
  test('does not go into an archive for Docker', async () => {
    expect(await failure(to(at('image.tar')))).toMatchObject({
      code: 'unsupported',
      message: `${name()} is no container image but of application/vnd.example.config`,
    })
  })
})

describe('platforms', () => {
  test('an image says itself what it runs on', async () => {
    await to(at('image.tar'), { platforms: ['linux/amd64'] })
    expect(await failure(to(at('image.tar'), { platforms: ['linux/arm64'] }))).toMatchObject({
      code: 'not-found',
      message: `${name()} has no image for linux/arm64`,
    })
  })
  test('an archive for Docker holds one', async () => {
    expect(await failure(to(at('image.tar'), { platforms: ['linux/amd64', 'linux/arm64'] }))).toMatchObject({
      code: 'usage',
    })
  })
  test('the only one of an index is taken', async () => {
    const manifest = registry.addManifest('team/image', image.manifest)
    const entry = { ...manifest, platform: { os: 'linux', architecture: 'riscv64' } }
    const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry] }
    registry.addManifest('team/image', index, 'v1')
    expect((await to(at('image.tar'))).digest).toBe(manifest.digest)
  })
  test('what docker save names and does not hold is left out', async () => {
    const archive = archiveSample()
    writeFileSync(at('d.tar'), writeTar(writers['docker save with the containerd store'](archive)))
    const events: Event[] = []
    const report = await copy({
      source: at('d.tar'),
      destination: `oci:${at('layout')}`,
      ...how(),
      onEvent: (event) => events.push(event),
    })
    expect(report.mediaType).toBe(mediaTypes.manifest)
    expect(events.filter(({ type }) => type === 'warning')).toHaveLength(1)
    const { images } = await list({ place: at('layout') })
    expect(images?.map(({ platform, digest }) => [platform, digest])).toEqual([['linux/amd64', report.digest]])
  })
})

describe.each(Object.entries(writers))('an archive of %s', (_, write) => {
  test('is copied with its configuration, and listed', async () => {
    const archive = archiveSample()
    writeFileSync(at('in.tar'), writeTar(write(archive)))
    await copy({ source: at('in.tar'), destination: `docker-archive:${at('out.tar')}`, ...how() })
    const { images } = await list({ place: at('out.tar') })
    expect(images?.map(({ names, platform }) => [names, platform])).toEqual([[['com/my/task:1.0.0'], 'linux/amd64']])
    expect(readFileSync(at('out.tar')).includes(archive.config)).toBe(true)
  })
})

describe.each(['stored', 'deflated'])("the image of a Task's bundle, %s", (kind) => {
  const names = ['com/my/task:1.0.0']
  beforeEach(() => writeFileSync(at('task.zip'), bundleKinds[kind]?.bytes ?? ''))

  test('is listed and copied as from its archive', async () => {
    writeFileSync(at('image.tar'), goodArchive)
    const listed = async (name: string) => (await list({ place: at(name) })).images
    expect(await listed('task.zip')).toEqual(await listed('image.tar'))
    const copied = async (name: string) =>
      (await copy({ source: at(name), destination: `docker-archive:${at('out.tar')}`, ...how() })).digest
    expect(await copied('task.zip')).toBe(await copied('image.tar'))
    expect((await listed('out.tar'))?.map((image) => image.names)).toEqual([names])
  })

  test('is pushed', async () => {
    const host = registry.host
    const [report] = await push({ source: at('task.zip'), references: [`${host}/com/my/task:1.0.0`], ...how() })
    expect(report?.digest).toBe((await list({ place: `${host}/com/my/task:1.0.0` })).images?.[0]?.digest)
  })
})

describe('a foreign layer', () => {
  test('is brought from where it is, and is not pushed', async () => {
    const [own, foreign] = image.manifest.layers
    if (!own || !foreign) throw new Error('the sample has two layers')
    const urls = [`http://${registry.host}/v2/elsewhere/blobs/${foreign.digest}`]
    const manifest = { ...image.manifest, layers: [own, { ...foreign, mediaType: mediaTypes.foreignGzip, urls }] }
    const { digest } = registry.addManifest('team/image', manifest, 'v1')
    registry.next(new RegExp(`/team/image/blobs/${foreign.digest}`), (_request, response) =>
      sayError(response, 404, 'BLOB_UNKNOWN', 'not here'),
    )
    expect((await to(`oci:${at('layout')}:v1`)).digest).toBe(digest)
    expect(readFileSync(at(`layout/blobs/sha256/${foreign.digest.slice(7)}`)).length).toBe(foreign.size)
    expect(registry.asked).toContain(`GET /v2/elsewhere/blobs/${foreign.digest}`)
    const target = await FakeRegistry.start()
    try {
      const pushed = await push({ source: `oci:${at('layout')}`, references: [`${target.host}/a/b:1`], ...how() })
      expect(pushed.map((report) => report.digest)).toEqual([digest])
      expect([...target.blobs.keys()].sort()).toEqual([own.digest, image.manifest.config.digest].sort())
    } finally {
      await target.stop()
    }
  })

  test('stays as it is where layers are stored in another way', async () => {
    const [own, foreign] = image.manifest.layers
    if (!own || !foreign) throw new Error('the sample has two layers')
    const kept = { ...foreign, mediaType: mediaTypes.dockerForeignGzip, urls: ['https://a.example/layer'] }
    const manifest = { ...image.manifest, layers: [own, kept] }
    registry.addManifest('team/image', manifest, 'v1')
    const { digest } = await to(`oci:${at('layout')}:v1`, { compression: { type: 'uncompressed' } })
    const written = JSON.parse(readFileSync(at(`layout/blobs/sha256/${digest.slice(7)}`), 'utf8')) as Manifest
    expect(written.layers).toMatchObject([
      { mediaType: mediaTypes.layer },
      { ...kept, mediaType: mediaTypes.foreignGzip },
    ])
  })
})

test('that attestations are left out where layers are stored in another way is told', async () => {
  const platform = { os: 'linux', architecture: 'amd64' }
  const entry = { ...registry.addManifest('team/image', image.manifest), platform }
  const attestation = {
    ...registry.addManifest('team/image', other()),
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': entry.digest },
  }
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry, attestation] }
  registry.addManifest('team/image', index, 'v1')
  const warnings = async (more: Partial<CopyOptions>): Promise<string[]> => {
    const events: Event[] = []
    await to(`oci:${at('layout')}:v1`, { ...more, onEvent: (event) => events.push(event) })
    return events.flatMap((event) => (event.type === 'warning' ? [event.message] : []))
  }
  expect(await warnings({})).toEqual([])
  expect(await warnings({ compression: { type: 'gzip' } })).toEqual([])
  expect(await warnings({ compression: { type: 'uncompressed' } })).toEqual([
    `the attestations of ${name()} are left out: they are about the image with its layers as they were`,
  ])
})

describe('all tags', () => {
  const repository = (): string => `${registry.host}/team/image`
  const layout = (): string => `oci:${at('layout')}`
  const has = (...tags: string[]) =>
    registry.next(/\/tags\/list$/, (_request, response) => void response.end(JSON.stringify({ tags })))
  const pullIt = (more: Partial<PullOptions> = {}) =>
    pullAll({ reference: repository(), output: layout(), ...how(), ...more })

  test('of a repository are pulled, and pushed to others', async () => {
    registry.addManifest('team/image', image.manifest, 'v2')
    const { digest } = registry.addManifest('team/image', other(), 'a')
    has('v1', 'v2', 'a')
    const reports = await pullIt()
    expect(reports.map(({ names }) => names)).toEqual(['a', 'v1', 'v2'].map((tag) => [`${repository()}:${tag}`]))
    expect(reports[0]?.digest).toBe(digest)
    const target = await FakeRegistry.start()
    try {
      const references = ['b/c', 'd'].map((path) => `${target.host}/${path}`)
      const pushed = await push({ source: layout(), references, allTags: true, ...how() })
      expect(pushed.map(({ digest }) => digest).sort()).toEqual([reports[0]?.digest, reports[1]?.digest].sort())
      for (const path of ['b/c', 'd'])
        for (const { digest, names } of reports)
          expect(sha256(target.manifests.get(`${path}/${names[0]?.split(':').at(-1)}`)?.bytes ?? '')).toBe(digest)
    } finally {
      await target.stop()
    }
  })

  test('are meant of a repository, and go into a layout', async () => {
    expect(await failure(pullIt({ reference: name() }))).toMatchObject({ code: 'usage' })
    for (const output of [undefined, 'image.tar', `${layout()}:v1`, `oci-archive:${at('a.tar')}`])
      expect(await failure(pullIt({ output }))).toMatchObject({ code: 'usage' })
    has('v1')
    await pullIt()
    const pushIt = (place: string) => failure(push({ source: layout(), references: [place], allTags: true, ...how() }))
    expect(await pushIt(`${repository()}:v1`)).toMatchObject({ code: 'usage' })
  })

  test('are none that are two', async () => {
    await to(`${layout()}:${registry.host}/a:1`)
    registry.addManifest('team/image', other(), 'v1')
    await to(`${layout()}:${registry.host}/b:1`)
    expect(
      await failure(push({ source: layout(), references: [repository()], allTags: true, ...how() })),
    ).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('two images have the tag 1') as string,
    })
  })

  test('of an empty repository', async () => {
    has()
    expect(await failure(pullIt())).toMatchObject({ code: 'not-found', message: `${repository()} has no tags` })
  })
})

describe('what is wrongly asked for', () => {
  test('a bundle, of which there is only the image', async () => {
    writeFileSync(at('task.zip'), bundleKinds['stored']?.bytes ?? '')
    expect(await failure(to(at('task.zip')))).toMatchObject({ code: 'usage' })
    expect(await failure(tag({ image: at('task.zip'), tags: ['a'] }))).toMatchObject({ code: 'format' })
  })
  const layout = (): string => `oci:${at('layout')}`
  test('which of several, and where to', async () => {
    await to(`${layout()}:one`)
    registry.addManifest('team/image', other(), 'v1')
    await to(`${layout()}:two`)
    const ask = (source: string) => failure(copy({ source, destination: `oci-archive:${at('a.tar')}`, ...how() }))
    expect(await ask(layout())).toMatchObject({ code: 'not-found', hint: 'Name one of them: one, two.' })
    expect(await ask(`${layout()}:three`)).toMatchObject({ code: 'not-found', hint: 'It holds: one, two.' })
    expect(await failure(push({ source: layout(), ...how() }))).toMatchObject({
      code: 'usage',
      hint: `Say where it goes: oci-pack push ${layout()} HOST/NAME:TAG.`,
    })
    expect(await failure(push({ source: name(), ...how() }))).toMatchObject({ code: 'usage' })
  })
  test('the form of a source', async () => {
    await to(`oci-archive:${at('a.tar')}`)
    await to(layout())
    writeFileSync(at('none.tar'), writeTar([]))
    const ask = (source: string) => failure(copy({ source, destination: `oci:${at('x')}`, ...how() }))
    expect(await ask(`docker-archive:${at('a.tar')}`)).toMatchObject({ hint: `Write oci-archive:${at('a.tar')}.` })
    expect(await ask(`oci:${at('a.tar')}`)).toMatchObject({ hint: `Write oci-archive:${at('a.tar')}.` })
    expect(await ask(`oci-archive:${at('layout')}`)).toMatchObject({ hint: `Write oci:${at('layout')}.` })
    expect(await ask(at('none.tar'))).toMatchObject({ code: 'format' })
    expect(await ask(at('missing.tar'))).toMatchObject({ code: 'io' })
    expect(await ask('-')).toMatchObject({ code: 'usage' })
  })
  test('another digest than it has', async () => {
    const digest = `sha256:${'0'.repeat(64)}`
    const work = copy({ source: name(), destination: `${registry.host}/other@${digest}`, ...how() })
    expect(await failure(work)).toMatchObject({ code: 'usage', message: expect.stringContaining(digest) as string })
    expect(registry.asked.filter((request) => request.startsWith('P'))).toEqual([])
  })
  test('a tag that is none, and an archive', async () => {
    await to(`oci-archive:${at('a.tar')}`)
    expect(await failure(tag({ image: name(), tags: ['a/b'], ...how() }))).toMatchObject({ code: 'usage' })
    expect(await failure(tag({ image: `oci-archive:${at('a.tar')}`, tags: ['b'] }))).toMatchObject({ code: 'usage' })
  })
})

test('a tag in a layout replaces one of its name, and keeps the image', async () => {
  const first = await to(`oci:${at('layout')}:one`)
  registry.addManifest('team/image', other(), 'v1')
  await to(`oci:${at('layout')}:two`)
  await tag({ image: `oci:${at('layout')}:one`, tags: ['two', 'three'] })
  const { images } = await list({ place: at('layout') })
  expect(images?.map(({ names, digest }) => [names, digest])).toEqual([[['one', 'two', 'three'], first.digest]])
})
