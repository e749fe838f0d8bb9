import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events.js'
import { sha256 } from '../../src/core/hash.js'
import { parsePlatform } from '../../src/core/platform.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Reference } from '../../src/oci/reference.js'
import { RegistryClient } from '../../src/registry/client.js'
import { parseMirror } from '../../src/registry/hosts.js'
import { type RegistryImageOptions, registryImage } from '../../src/sources/registry.js'
import { layerIndex } from '../../src/store/layers.js'
import { Store } from '../../src/store/store.js'
import { FakeRegistry, cutAfter, sayError, truncateAfter } from '../support/fakeRegistry.js'
import { type SampleImage, sampleImage, sampleTar } from '../support/sampleImage.js'

let dir: string
let registry: FakeRegistry
let client: RegistryClient
let store: Store
let sample: SampleImage
let reference: Reference

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'registry-image-'))
  store = await Store.open(dir)
  client = new RegistryClient({ env: { HOME: dir }, backoff: { attempts: 3, first: 1, longest: 2 } })
  registry = await FakeRegistry.start()
  reference = { host: registry.host, repository: 'team/image', tag: 'v1' }
  sample = sampleImage([
    await sampleTar({ a: Buffer.alloc(3_000_000, 'a') }),
    await sampleTar({ b: 'b' }),
    await sampleTar({ c: 'c' }),
  ])
  serve(sample)
})
afterEach(async () => {
  client.close()
  await registry.stop()
  await rm(dir, { recursive: true })
})

function serve({ config, layers, manifest }: SampleImage): void {
  registry.addBlob(config)
  for (const { blob } of layers) registry.addBlob(blob)
  registry.addManifest('team/image', manifest, 'v1')
}

function pull(options: Partial<RegistryImageOptions> = {}): ReturnType<typeof registryImage> {
  return registryImage(reference, { platform: parsePlatform('linux/amd64'), store, client, ...options })
}

const asked = (part: string): number => registry.asked.filter((line) => line.includes(part)).length

describe('an image', () => {
  it('is there before its layers are', async () => {
    const { image, digest } = await pull()
    expect(digest).toBe(sha256(JSON.stringify(sample.manifest)))
    expect(sample.config.equals(image.configBytes)).toBe(true)
    expect(image.config.architecture).toBe('amd64')
    expect(image.layers.map(({ descriptor, diffId }) => ({ descriptor, diffId }))).toEqual(
      sample.layers.map(({ descriptor, diffId }) => ({ descriptor, diffId })),
    )
    expect(registry.seen).toHaveLength(2)
  })

  it('fetches each layer once, whoever asks and how often', async () => {
    const { image } = await pull()
    const { image: twin } = await pull()
    const extents = await Promise.all([...image.layers, ...twin.layers, ...image.layers].map((layer) => layer.locate()))
    expect(new Set(extents.map(({ path }) => path)).size).toBe(3)
    for (const [i, { blob }] of sample.layers.entries())
      expect(blob.equals(await readFile(extents[i]?.path ?? ''))).toBe(true)
    for (const { descriptor } of sample.layers) expect(asked(descriptor.digest)).toBe(1)
    const [first] = image.layers
    expect(first && (await layerIndex(store, first)).entries.map(({ header }) => header.path)).toEqual(['a'])
  })

  it('is asked for again by its tag alone', async () => {
    const first = await pull()
    await Promise.all(first.image.layers.map((layer) => layer.locate()))
    registry.seen.length = 0
    const again = await pull()
    await Promise.all(again.image.layers.map((layer) => layer.locate()))
    expect(again.digest).toBe(first.digest)
    expect(registry.asked).toEqual(['HEAD /v2/team/image/manifests/v1'])
  })

  it('follows its tag', async () => {
    await pull()
    const next = sampleImage([await sampleTar({ d: 'd' })])
    serve(next)
    expect((await pull()).digest).toBe(sha256(JSON.stringify(next.manifest)))
  })

  it('by its digest needs no registry once it is here', async () => {
    const { image, digest } = await pull()
    await Promise.all(image.layers.map((layer) => layer.locate()))
    reference = { host: '127.0.0.1:1', repository: 'team/image', digest }
    const again = await pull()
    await Promise.all(again.image.layers.map((layer) => layer.locate()))
    expect(again.digest).toBe(digest)
  })

  it('is chosen from an index', async () => {
    const arm = sampleImage([await sampleTar({ arm: 'arm' })], 'arm64')
    registry.addBlob(arm.config)
    const entries = [
      { ...registry.addManifest('team/image', sample.manifest), platform: { os: 'linux', architecture: 'amd64' } },
      { ...registry.addManifest('team/image', arm.manifest), platform: { os: 'linux', architecture: 'arm64' } },
    ]
    registry.addManifest(
      'team/image',
      { schemaVersion: 2, mediaType: mediaTypes.index, manifests: entries } as { mediaType: string },
      'v1',
    )
    expect((await pull({ platform: parsePlatform('linux/arm64') })).image.config.architecture).toBe('arm64')
    expect((await pull()).image.config.architecture).toBe('amd64')
    await expect(pull({ platform: parsePlatform('linux/s390x') })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('tells of its progress', async () => {
    const events: Event[] = []
    const { image } = await pull({ emit: (event) => events.push(event) })
    await image.layers[1]?.locate()
    const { digest, size } = sample.layers[1]?.descriptor ?? { digest: '', size: 0 }
    const name = expect.stringContaining('team/image:v1') as string
    expect(events).toEqual([
      { type: 'progress', id: digest, name, done: 0, total: size },
      { type: 'progress', id: digest, name, done: size, total: size },
    ])
  })
})

describe('without a client', () => {
  it('a tag means what it did', async () => {
    const { image, digest } = await pull()
    await image.layers[0]?.locate()
    registry.seen.length = 0
    const offline = await pull({ client: undefined })
    expect(offline.digest).toBe(digest)
    await offline.image.layers[0]?.locate()
    await expect(offline.image.layers[1]?.locate()).rejects.toMatchObject({ code: 'not-found' })
    expect(registry.seen).toEqual([])
  })

  it('an unknown image is not there', async () => {
    await expect(pull({ client: undefined })).rejects.toMatchObject({ code: 'not-found' })
    expect(registry.seen).toEqual([])
  })
})

describe('a layer', () => {
  async function keptBlobs(): Promise<number> {
    return (await readdir(join(dir, 'blobs/sha256'))).length
  }

  it('that is cut comes all the same', async () => {
    const { image } = await pull()
    const blob = sample.layers[0]?.blob ?? Buffer.alloc(0)
    registry.next(/blobs/, cutAfter(blob, Math.floor(blob.length / 2)))
    await image.layers[0]?.locate()
    expect(await store.has(sample.layers[0]?.descriptor ?? { digest: sha256(''), size: 0 })).toBe(true)
  })

  it.each([
    ['other bytes', (blob: Buffer) => Buffer.alloc(blob.length)],
    ['another layer', (blob: Buffer) => Buffer.concat([sample.layers[1]?.blob ?? blob, blob]).subarray(0, blob.length)],
    ['more bytes', (blob: Buffer) => Buffer.concat([blob, blob])],
  ])('that comes as %s is never kept', async (_, wrong) => {
    const { image } = await pull()
    const before = await keptBlobs()
    const bytes = wrong(sample.layers[0]?.blob ?? Buffer.alloc(0))
    registry.next(/blobs/, (_request, response) => void response.end(bytes), 9)
    await expect(image.layers[0]?.locate()).rejects.toMatchObject({ code: 'integrity' })
    expect(await keptBlobs()).toBe(before)
    expect(await readdir(join(dir, 'ingest'))).toEqual([])
  })

  it('that came spoilt is asked for once more', async () => {
    const { image } = await pull()
    const { blob = Buffer.alloc(0), descriptor } = sample.layers[0] ?? {}
    registry.next(/blobs/, (_request, response) => void response.end(Buffer.alloc(blob.length)))
    await image.layers[0]?.locate()
    expect(asked(descriptor?.digest ?? '')).toBe(2)
  })

  it('that a mirror spoils is fetched from the registry', async () => {
    const mirror = await FakeRegistry.start()
    mirror.addManifest('team/image', sample.manifest, 'v1')
    mirror.next(/blobs/, (_request, response) => void response.end(Buffer.alloc(sample.config.length)), 9)
    client.close()
    client = new RegistryClient({
      env: { HOME: dir },
      mirrors: [parseMirror(`${registry.host}=http://${mirror.host}`, [])],
    })
    try {
      const { image } = await pull()
      // The configuration was spoilt too, and the registry asked first since.
      await image.layers[0]?.locate()
      expect(mirror.asked.filter((line) => line.includes('/blobs/'))).toHaveLength(1)
    } finally {
      await mirror.stop()
    }
  })

  it('that is too short is never kept', async () => {
    registry.supportsRanges = false
    const { image } = await pull()
    const before = await keptBlobs()
    registry.next(/blobs/, truncateAfter(sample.layers[0]?.blob ?? Buffer.alloc(0), 100), 9)
    await expect(image.layers[0]?.locate()).rejects.toMatchObject({ code: 'integrity' })
    expect(await keptBlobs()).toBe(before)
  })

  it('can be asked for again after a failure', async () => {
    const { image } = await pull()
    registry.next(/blobs/, (_request, response) => sayError(response, 403, 'DENIED', 'not now'))
    await expect(image.layers[0]?.locate()).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('not now') as string,
    })
    await expect(image.layers[0]?.locate()).resolves.toBeDefined()
  })

  it('can be stopped', async () => {
    const controller = new AbortController()
    const { image } = await pull({ signal: controller.signal })
    registry.next(/blobs/, () => setTimeout(() => controller.abort(), 20))
    await expect(image.layers[0]?.locate()).rejects.toMatchObject({ code: 'aborted' })
    expect(await readdir(join(dir, 'ingest'))).toEqual([])
  })
})

describe('is refused', () => {
  it('with a configuration of other bytes', async () => {
    registry.next(/blobs/, (_request, response) => void response.end(Buffer.alloc(sample.config.length, '{')), 2)
    await expect(pull()).rejects.toMatchObject({ code: 'integrity' })
    expect(await store.has(sample.manifest.config)).toBe(false)
  })

  it('with a configuration beyond all measure', async () => {
    registry.addManifest(
      'team/image',
      { ...sample.manifest, config: { ...sample.manifest.config, size: 2 ** 30 } } as { mediaType: string },
      'v1',
    )
    await expect(pull()).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('at most') as string,
    })
  })

  it('with fewer layers than the configuration has', async () => {
    registry.addManifest(
      'team/image',
      { ...sample.manifest, layers: sample.manifest.layers.slice(1) } as { mediaType: string },
      'v1',
    )
    await expect(pull()).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('2 layers, the configuration 3') as string,
    })
  })
})
