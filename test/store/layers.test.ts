import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hexOf } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Layer } from '../../src/oci/image.js'
import { type LayerSource, importLayer, layerIndex, plainExtent } from '../../src/store/layers.js'
import { Store } from '../../src/store/store.js'
import { sampleTar } from '../support/sampleImage.js'

let dir: string
let store: Store
let tar: Buffer
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'layers-'))
  store = await Store.open(dir)
  tar = await sampleTar({ 'etc/hosts': 'localhost', big: Buffer.alloc(500_000, 'x') })
})
afterEach(() => rm(dir, { recursive: true }))

async function* pieces(whole: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += 1000) yield whole.subarray(at, at + 1000)
}

function source(stored: Buffer, change: Partial<LayerSource> = {}): LayerSource {
  const descriptor = { mediaType: mediaTypes.layerGzip, digest: sha256(stored), size: stored.length }
  return { descriptor, diffId: sha256(tar), open: () => pieces(stored), ...change }
}

async function kept(): Promise<string[]> {
  return (await Promise.all(['blobs/sha256', 'index', 'ingest'].map((folder) => readdir(join(dir, folder))))).flat()
}

async function readExtent(layer: Layer, size: number): Promise<Buffer> {
  const { path, offset } = await plainExtent(store, layer)
  return (await readFile(path)).subarray(offset, offset + size)
}

describe.each([
  ['gzip', (plain: Buffer) => gzipSync(plain)],
  [
    'gzip in several members',
    (plain: Buffer) => Buffer.concat([gzipSync(plain.subarray(0, 1500)), gzipSync(plain.subarray(1500))]),
  ],
  ['plain', (plain: Buffer) => plain],
])('a layer stored as %s', (_, compress) => {
  it('is kept as it is, with its index', async () => {
    const stored = compress(tar)
    const layer = await importLayer(store, source(stored))
    expect(layer.diffId).toBe(sha256(tar))
    expect(stored.equals(await readFile((await layer.locate()).path))).toBe(true)
    const index = await layerIndex(store, layer)
    expect(index).toMatchObject({ diffId: sha256(tar), size: tar.length })
    expect(index.entries.map(({ header }) => [header.path, header.size])).toEqual([
      ['etc/hosts', 9],
      ['big', 500_000],
    ])
    const { offset = 0 } = index.entries[0] ?? {}
    expect(tar.toString('latin1', offset, offset + 9)).toBe('localhost')
  })

  it('is indexed again where the index is lost or damaged', async () => {
    const layer = await importLayer(store, source(compress(tar)))
    const index = await layerIndex(store, layer)
    const path = join(dir, 'index', hexOf(layer.diffId))
    const encoded = await readFile(path)
    for (const damage of ['', 'nonsense', encoded.subarray(0, encoded.length / 2)]) {
      await writeFile(path, damage)
      expect(await layerIndex(store, layer)).toEqual(index)
      expect(encoded.equals(await readFile(path))).toBe(true)
    }
    await rm(path)
    expect(await layerIndex(store, layer)).toEqual(index)
  })

  it('has its plain tar on disk', async () => {
    const layer = await importLayer(store, source(compress(tar)))
    const [a, b] = await Promise.all([readExtent(layer, tar.length), readExtent(layer, tar.length)])
    expect(tar.equals(a) && tar.equals(b)).toBe(true)
    expect(await readdir(join(dir, 'ingest'))).toEqual([])
  })
})

it('finds the layer of an archive at its offset', async () => {
  const stored = gzipSync(tar)
  const path = join(dir, 'archive')
  await writeFile(path, Buffer.concat([Buffer.alloc(777, 'before'), stored, Buffer.alloc(500, 'behind')]))
  const layer: Layer = { ...source(stored), locate: () => Promise.resolve({ path, offset: 777 }) }
  expect((await layerIndex(store, layer)).size).toBe(tar.length)
  expect(tar.equals(await readExtent(layer, tar.length))).toBe(true)
})

describe('nothing is kept', () => {
  afterEach(async () => expect(await kept()).toEqual([]))

  it('of other bytes', async () => {
    const stored = gzipSync(tar)
    const other = Buffer.from(stored)
    other[40] = (other[40] ?? 0) ^ 1
    await expect(importLayer(store, source(stored, { open: () => pieces(other) }))).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringMatching(new RegExp(`${sha256(stored)}.*${sha256(other)}`)) as string,
    })
  })

  it('of too few bytes', async () => {
    const stored = gzipSync(tar)
    await expect(
      importLayer(store, source(stored, { open: () => pieces(stored.subarray(0, -3)) })),
    ).rejects.toMatchObject({ code: 'integrity' })
  })

  it('of too many bytes', async () => {
    const stored = gzipSync(tar)
    await expect(
      importLayer(store, source(stored, { open: () => pieces(Buffer.concat([stored, stored])) })),
    ).rejects.toMatchObject({ code: 'integrity' })
  })

  it('of another DiffID', async () => {
    await expect(importLayer(store, source(gzipSync(tar), { diffId: sha256('other') }))).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringMatching(new RegExp(`${sha256(tar)} instead of ${sha256('other')}`)) as string,
    })
  })

  it('of what is no layer, though its digest is right', async () => {
    const stored = Buffer.alloc(2048, 'not a tar')
    await expect(importLayer(store, source(stored))).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining(sha256(stored)) as string,
    })
  })

  it('of a source that fails', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield gzipSync(tar).subarray(0, 100)
      throw new Error('the line was cut')
    }
    await expect(importLayer(store, source(gzipSync(tar), { open: failing }))).rejects.toThrow('the line was cut')
  })

  it('of what inflates without end', async () => {
    await expect(importLayer(store, source(gzipSync(tar)), 100_000)).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('larger than the limit of 100000 bytes') as string,
    })
  })
})
