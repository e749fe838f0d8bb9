import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import type { Layer } from '../../src/oci/image.js'
import { indexLayer } from '../../src/rootfs/indexLayer.js'
import { readingInPlace, readingInStore } from '../../src/sources/layerReading.js'
import { Store } from '../../src/store/store.js'
import { fileItem } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { layerItems } from '../support/threeLayers.js'
import { writeTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'

const folder = join(temporaryFolder(), 'd\u00e9j\u00e0 vu')
const temporary = join(folder, 'tmp')
const before = process.env['TMPDIR']
beforeAll(() => {
  mkdirSync(temporary, { recursive: true })
  process.env['TMPDIR'] = temporary
})
afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
})

const plains = layerItems.map(writeTar)
const { signal } = new AbortController()
let count = 0

/** A layer that lies in a file, some bytes from its start, by a link to it. */
function layerOf(stored: Buffer, plain: Buffer): Layer {
  const path = join(folder, `file ${++count}`)
  writeFileSync(path, Buffer.concat([Buffer.alloc(7, 'x'), stored, Buffer.alloc(9, 'y')]))
  symlinkSync(path, `${path} link`)
  const descriptor = { mediaType: 'm', digest: sha256(stored), size: stored.length }
  return { descriptor, diffId: sha256(plain), locate: () => Promise.resolve({ path: `${path} link`, offset: 7 }) }
}

async function entriesOf(plain: Buffer): Promise<unknown> {
  return (
    await indexLayer(
      (async function* () {
        yield plain
      })(),
    )
  ).entries
}

describe.each<[string, (plain: Buffer) => Buffer]>([
  ['plain', (plain) => plain],
  ['gzipped', (plain) => gzipSync(plain)],
])('layers that lie somewhere, %s', (kind, stored) => {
  test('tell what their headers say, and where their contents lie', async () => {
    const layers = plains.map((plain) => layerOf(stored(plain), plain))
    const reading = readingInPlace(signal)
    const extents = await Promise.all(layers.map((layer) => reading.plain(layer)))
    for (const [i, layer] of layers.entries()) {
      const plain = plains[i] ?? Buffer.alloc(0)
      expect((await reading.index(layer)).entries).toEqual(await entriesOf(plain))
      expect(await reading.known(layer)).toBe(await reading.index(layer))
      const { path, offset } = extents[i] ?? { path: '', offset: 0 }
      expect(
        readFileSync(path)
          .subarray(offset, offset + plain.length)
          .equals(plain),
      ).toBe(true)
    }
    expect(readdirSync(temporary)).toHaveLength(kind === 'plain' ? 0 : 1)
    await reading.close()
    expect(readdirSync(temporary)).toEqual([])
  })

  test('are read no further where somebody stops it, or where they are damaged', async () => {
    const [plain = Buffer.alloc(0)] = plains
    const layer = layerOf(stored(plain).subarray(0, kind === 'plain' ? 900 : 100), plain)
    const reading = readingInPlace(signal)
    expect(await failure(reading.index(layer))).toMatchObject({ code: 'format' })
    if (kind === 'gzipped') {
      expect(await failure(reading.plain(layer))).toMatchObject({ code: 'format' })
      const stopped = readingInPlace(AbortSignal.abort())
      expect(await failure(stopped.plain(layerOf(stored(plain), plain)))).toMatchObject({ code: 'aborted' })
      await stopped.close()
    }
    await reading.close()
    expect(readdirSync(temporary)).toEqual([])
  })
})

test('a large file is gone past: what it holds is not read', async () => {
  const items = [...(layerItems[0] ?? [])]
  const big = fileItem('big', Buffer.alloc(1_000_000, 'b'))
  const plain = writeTar([big, ...items])
  const reading = readingInPlace(signal)
  expect((await reading.index(layerOf(plain, plain))).entries).toEqual(await entriesOf(plain))
})

test('layers of a store', async () => {
  const store = await Store.open(join(folder, 'store'), { removeTree: () => Promise.resolve() })
  const [plain = Buffer.alloc(0)] = plains
  const layer = layerOf(plain, plain)
  const reading = readingInStore(store)
  expect(await reading.known(layer)).toBeUndefined()
  const index = await reading.index(layer)
  expect(index.entries).toEqual(await entriesOf(plain))
  expect(await reading.known(layer)).toEqual(index)
  const { path, offset } = await reading.plain(layer)
  expect(
    readFileSync(path)
      .subarray(offset, offset + plain.length)
      .equals(plain),
  ).toBe(true)
  await reading.close()
  await store.close()
})
