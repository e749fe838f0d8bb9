import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Digest } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { isLayoutTrue, refreshLayout } from '../../src/store/layout.js'
import { removePlainly } from '../../src/store/leftovers.js'
import { prune } from '../../src/store/prune.js'
import { Store } from '../../src/store/store.js'
import { setAge } from '../support/filledStore.js'
import { temporaryFolder } from '../support/folder.js'
import { type SampleImage, sampleImage, sampleTar } from '../support/sampleImage.js'

const base = temporaryFolder()
let store: Store
let dir: string
let sample: SampleImage
beforeEach(async () => {
  dir = mkdtempSync(join(base, 'store-'))
  store = await Store.open(dir)
  sample = sampleImage([await sampleTar({ a: 'a' }), await sampleTar({ b: 'b' })])
})

async function put(bytes: Uint8Array): Promise<Digest> {
  const digest = sha256(bytes)
  await store.put([bytes], { digest, size: bytes.byteLength })
  return digest
}

/** Keeps an image as a pull of it does: its manifest, its configuration, and its layers. */
async function keep({ config, layers, manifest }: SampleImage, mediaType = manifest.mediaType): Promise<Digest> {
  for (const bytes of [config, ...layers.map(({ blob }) => blob)]) await put(bytes)
  return put(Buffer.from(JSON.stringify({ ...manifest, mediaType })))
}

const tag = (name: string, digest: Digest): Promise<void> =>
  store.writeRecord('tags', sha256(name).slice(7), { digest, what: name })

interface Entry {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: object
  readonly annotations: Readonly<Record<string, string>>
}

const index = (): string => join(dir, 'index.json')
async function listed(): Promise<readonly Entry[]> {
  await refreshLayout(dir)
  expect(JSON.parse(readFileSync(join(dir, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' })
  return (JSON.parse(readFileSync(index(), 'utf8')) as { manifests: Entry[] }).manifests
}
const namesOf = (entries: readonly Entry[]): (string | undefined)[] =>
  entries.map(({ annotations }) => annotations['org.opencontainers.image.ref.name'])

describe('the images that others find in a store', () => {
  it('are those with a tag, by their names', async () => {
    const digest = await keep(sample)
    await tag('registry.example/a/b:1', digest)
    await tag('busybox:latest', digest)
    expect(await listed()).toEqual(
      [
        ['busybox:latest', 'docker.io/library/busybox:latest'],
        ['registry.example/a/b:1', 'registry.example/a/b:1'],
      ].map(([name, full]) => ({
        mediaType: mediaTypes.manifest,
        digest,
        size: JSON.stringify(sample.manifest).length,
        annotations: { 'org.opencontainers.image.ref.name': name, 'io.containerd.image.name': full },
      })),
    )
  })

  it.each([0, 1])('are whole: one whose layer %d is missing is none', async (i) => {
    await tag('a:1', await keep(sample))
    const path = store.blobPath(sample.layers[i]?.descriptor.digest ?? sha256(''))
    writeFileSync(path, 'short')
    expect(await listed()).toEqual([])
    rmSync(path)
    expect(await listed()).toEqual([])
    await put(sample.layers[i]?.blob ?? Buffer.of())
    expect(namesOf(await listed())).toEqual(['a:1'])
  })

  it('are not those of damaged documents or records', async () => {
    const digest = await keep(sample)
    await tag('a:1', digest)
    await tag('b:1', await put(Buffer.from('{}')))
    await tag('c:1', sample.manifest.config.digest)
    await tag('d e:1', digest)
    writeFileSync(join(dir, 'records/tags/cut.json'), '{"dig')
    expect(namesOf(await listed())).toEqual(['a:1'])
    writeFileSync(store.blobPath(digest), ' '.repeat(JSON.stringify(sample.manifest).length))
    expect(await listed()).toEqual([])
  })

  it('are in the form that all readers know', async () => {
    const docker: SampleImage = {
      ...sample,
      manifest: {
        ...sample.manifest,
        mediaType: mediaTypes.dockerManifest,
        config: { ...sample.manifest.config, mediaType: mediaTypes.dockerConfig },
        layers: sample.manifest.layers.map((layer) => ({ ...layer, mediaType: mediaTypes.dockerLayerGzip })),
      },
    }
    await tag('a:1', await keep(docker))
    const [entry] = await listed()
    expect(entry).toMatchObject({ mediaType: mediaTypes.manifest, digest: sha256(JSON.stringify(sample.manifest)) })
    expect(JSON.parse(readFileSync(join(dir, 'blobs/sha256', entry?.digest.slice(7) ?? ''), 'utf8'))).toEqual(
      sample.manifest,
    )
  })
})

describe('of an index', () => {
  const platform = { os: 'linux', architecture: 'arm64' }
  async function keepIndex(...missing: Digest[]): Promise<{ digest: Digest; second: Digest }> {
    const second = sampleImage([await sampleTar({ c: 'c' })], 'arm64')
    const entries = await Promise.all(
      [sample, second].map(async (image, i) => ({
        mediaType: mediaTypes.manifest,
        digest: await keep(image),
        size: JSON.stringify(image.manifest).length,
        platform: i === 0 ? { os: 'linux', architecture: 'amd64' } : platform,
      })),
    )
    const [, { digest } = { digest: sha256('') }] = entries
    const bytes = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: entries })
    const made = await put(Buffer.from(bytes))
    await tag('a:1', made)
    for (const gone of missing) rmSync(store.blobPath(gone))
    return { digest: made, second: digest }
  }

  it('all is listed where all is there', async () => {
    const { digest } = await keepIndex()
    expect(await listed()).toMatchObject([{ mediaType: mediaTypes.index, digest }])
  })

  it('the platforms that are there', async () => {
    const { second } = await keepIndex(sample.manifest.config.digest)
    const entries = await listed()
    expect(entries).toMatchObject([{ mediaType: mediaTypes.manifest, digest: second, platform }])
    expect(namesOf(entries)).toEqual(['a:1'])
  })
})

describe('the list', () => {
  it('is not written again where nothing is new', async () => {
    await tag('a:1', await keep(sample))
    await refreshLayout(dir)
    setAge(index(), 1)
    const before = readFileSync(index())
    await refreshLayout(dir)
    expect(readFileSync(index()).equals(before)).toBe(true)
    expect(readdirSync(join(dir, 'ingest'))).toEqual([])
    await expect(listed()).resolves.toHaveLength(1)
    const { mtimeMs } = await import('node:fs').then(({ statSync }) => statSync(index()))
    expect(Date.now() - mtimeMs).toBeGreaterThan(80_000_000)
  })

  it('loses what is pruned before it goes', async () => {
    await tag('a:1', await keep(sample))
    await refreshLayout(dir)
    await store.close()
    let seen: unknown
    await prune(dir, { usedSince: Infinity }, async (path) => {
      seen ??= [JSON.parse(readFileSync(index(), 'utf8')), existsSync(path)]
      await removePlainly(path)
    })
    expect(seen).toMatchObject([{ manifests: [] }, true])
    expect(isLayoutTrue(dir)).toBe(true)
  })

  it('keeps what a build uses, when all else is pruned', async () => {
    await tag('a:1', await keep(sample))
    await prune(dir, { usedSince: Infinity }, removePlainly)
    expect(namesOf(await listed())).toEqual(['a:1'])
  })

  it('is untrue where an image lacks something, and where it is none', async () => {
    expect(isLayoutTrue(dir)).toBe(true)
    await tag('a:1', await keep(sample))
    await refreshLayout(dir)
    expect(isLayoutTrue(dir)).toBe(true)
    rmSync(store.blobPath(sample.manifest.config.digest))
    expect(isLayoutTrue(dir)).toBe(false)
    await refreshLayout(dir)
    expect(isLayoutTrue(dir)).toBe(true)
    writeFileSync(index(), '{')
    expect(isLayoutTrue(dir)).toBe(false)
  })

  it('has all that processes add at the same time', async () => {
    const digest = await keep(sample)
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await tag(`a:${i}`, digest)
        await refreshLayout(dir)
      }),
    )
    const entries = (JSON.parse(readFileSync(index(), 'utf8')) as { manifests: unknown[] }).manifests
    expect(entries).toHaveLength(20)
  })
})
