import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { unzstd } from '../../src/oci/compress/zstd.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Layer } from '../../src/oci/image.js'
import { newImage } from '../../src/oci/mutate.js'
import { compressImage, compressLayer } from '../../src/store/compressLayer.js'
import { keepLayer } from '../../src/store/layers.js'
import { prune } from '../../src/store/prune.js'
import { removePlainly } from '../../src/store/leftovers.js'
import { Store } from '../../src/store/store.js'
import { chunks, gather } from '../oci/tar/support.js'
import { temporaryFolder } from '../support/folder.js'
import { sampleTar } from '../support/sampleImage.js'

const folder = temporaryFolder()
let counter = 0
let store: Store
let tar: Buffer
let plain: Layer

beforeEach(async () => {
  store = await Store.open(join(folder, `store-${counter++}`))
  tar = await sampleTar({ 'etc/hosts': 'localhost', big: Buffer.alloc(3_000_000, 'x') })
  plain = (await keepLayer(store, chunks(tar))).layer
})

const bytesOf = async (layer: Layer): Promise<Buffer> => {
  const { path, offset } = await layer.locate()
  return (await readFile(path)).subarray(offset, offset + layer.descriptor.size)
}
/** A layer that lies outside of the store. */
async function outside(bytes: Buffer, mediaType: string, diffId = sha256(tar)): Promise<Layer> {
  const path = join(folder, `layer-${counter++}`)
  await writeFile(path, bytes)
  const descriptor = { mediaType, digest: sha256(bytes), size: bytes.length }
  return { descriptor, diffId, locate: async () => ({ path, offset: 0 }) }
}
const blobs = (): Promise<string[]> => readdir(join(store.dir, 'blobs/sha256'))

describe.each([
  { type: 'gzip', mediaType: mediaTypes.layerGzip, inflate: async (bytes: Buffer) => gunzipSync(bytes) },
  { type: 'zstd', mediaType: mediaTypes.layerZstd, inflate: (bytes: Buffer) => gather(unzstd(chunks(bytes))) },
] as const)('$type', ({ type, mediaType, inflate }) => {
  it('gives the layer in that form, with its DiffID', async () => {
    const layer = await compressLayer(store, plain, { type })
    expect(layer).toMatchObject({ diffId: plain.diffId, descriptor: { mediaType } })
    const bytes = await bytesOf(layer)
    expect(sha256(bytes)).toBe(layer.descriptor.digest)
    expect(bytes.length).toBe(layer.descriptor.size)
    expect((await inflate(bytes)).equals(tar)).toBe(true)
  })

  it('does not read the layer again for what was made before, not even where that is lost', async () => {
    const first = await compressLayer(store, plain, { type })
    const unread: Layer = { ...plain, locate: () => Promise.reject(new Error('read')) }
    expect((await compressLayer(store, unread, { type })).descriptor).toEqual(first.descriptor)
    await rm(store.blobPath(first.descriptor.digest))
    expect((await compressLayer(store, unread, { type })).descriptor).toEqual(first.descriptor)
  })

  it('is made again when its bytes are wanted and lost', async () => {
    const { descriptor } = await compressLayer(store, plain, { type })
    await rm(store.blobPath(descriptor.digest))
    const again = await compressLayer(store, plain, { type })
    expect(sha256(await bytesOf(again))).toBe(descriptor.digest)
  })

  it('is remembered when the store is pruned to less than it takes', async () => {
    const { descriptor } = await compressLayer(store, plain, { type })
    await rm(store.blobPath(descriptor.digest))
    await prune(store.dir, {}, removePlainly)
    const unread: Layer = { ...plain, locate: () => Promise.reject(new Error('read')) }
    expect((await compressLayer(store, unread, { type })).descriptor).toEqual(descriptor)
  })

  it('a record that is wrong is told when the bytes are wanted, and is right then', async () => {
    const { descriptor } = await compressLayer(store, plain, { type })
    const [name = ''] = await readdir(join(store.dir, 'records/compressed'))
    const path = join(store.dir, 'records/compressed', name)
    await writeFile(path, JSON.stringify({ blob: { digest: sha256('other'), size: 5 } }))
    const wrong = await compressLayer(store, plain, { type })
    await expect(wrong.locate()).rejects.toMatchObject({ code: 'integrity' })
    expect((await compressLayer(store, plain, { type })).descriptor).toEqual(descriptor)
  })

  it('a record that cannot be read is made again', async () => {
    const { descriptor } = await compressLayer(store, plain, { type })
    const [name = ''] = await readdir(join(store.dir, 'records/compressed'))
    await writeFile(join(store.dir, 'records/compressed', name), '{"blob":{"digest":"sha256:xyz","size":-1}}')
    expect((await compressLayer(store, plain, { type })).descriptor).toEqual(descriptor)
  })

  it('another level is another form', async () => {
    await compressLayer(store, plain, { type, level: 1 })
    await compressLayer(store, plain, { type, level: 9 })
    expect(await readdir(join(store.dir, 'records/compressed'))).toHaveLength(2)
  })

  it.each([0, 1.5, 23])('knows no level %d', async (level) => {
    await expect(compressLayer(store, plain, { type, level })).rejects.toMatchObject({ code: 'usage' })
  })

  it('keeps nothing of a layer that is not what it says, which would be taken for another one later', async () => {
    const evil = await sampleTar({ evil: 'x' })
    for (const layer of [
      { ...(await outside(evil, mediaTypes.layer)), diffId: plain.diffId },
      { ...(await outside(evil, mediaTypes.layer)), descriptor: { ...plain.descriptor, size: evil.length } },
    ]) {
      await expect(compressLayer(store, layer, { type }, { force: true })).rejects.toMatchObject({ code: 'integrity' })
    }
    expect(await blobs()).toHaveLength(1)
  })

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort()
    await expect(compressLayer(store, plain, { type }, { signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(await readdir(join(store.dir, 'ingest'))).toEqual([])
    expect(await readdir(join(store.dir, 'work'))).toEqual([])
  })

  it('two that want it at once make it once', async () => {
    let reads = 0
    const counted: Layer = { ...plain, locate: () => (reads++, plain.locate()) }
    const made = await Promise.all([1, 2, 3].map(() => compressLayer(store, counted, { type })))
    expect(new Set(made.map(({ descriptor }) => descriptor.digest)).size).toBe(1)
    expect(reads).toBe(1)
  })
})

describe('a layer that is compressed already', () => {
  it('stays as it is', async () => {
    const layer = await outside(gzipSync(tar), mediaTypes.dockerLayerGzip)
    for (const type of ['gzip', 'zstd', 'uncompressed'] as const) {
      expect(await compressLayer(store, layer, { type })).toBe(layer)
    }
    expect(await compressLayer(store, layer, { type: 'gzip', level: 9 }, { force: true })).toBe(layer)
  })

  it('is changed where that is wanted', async () => {
    const layer = await outside(gzipSync(tar), mediaTypes.dockerLayerGzip)
    const zstd = await compressLayer(store, layer, { type: 'zstd' }, { force: true })
    expect((await gather(unzstd(chunks(await bytesOf(zstd))))).equals(tar)).toBe(true)
    const inflated = await compressLayer(store, zstd, { type: 'uncompressed' }, { force: true })
    expect(inflated.descriptor).toEqual({ mediaType: mediaTypes.layer, digest: sha256(tar), size: tar.length })
    expect((await bytesOf(inflated)).equals(tar)).toBe(true)
  })
})

it('an image keeps all but the form of its layers', async () => {
  const gzipped = await outside(gzipSync(tar), mediaTypes.layerGzip)
  const image = newImage({ config: { architecture: 'amd64', os: 'linux' }, layers: [plain, gzipped] })
  const zstd = await compressImage(store, image, { type: 'zstd' })
  expect(zstd.layers.map(({ descriptor }) => descriptor.mediaType)).toEqual([
    mediaTypes.layerZstd,
    mediaTypes.layerGzip,
  ])
  expect(zstd.configBytes).toBe(image.configBytes)
  const forced = await compressImage(store, image, { type: 'zstd' }, { force: true })
  expect(forced.layers.map(({ descriptor }) => descriptor.mediaType)).toEqual([
    mediaTypes.layerZstd,
    mediaTypes.layerZstd,
  ])
})
