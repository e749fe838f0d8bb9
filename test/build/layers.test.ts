import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Layers } from '../../src/build/layers.js'
import { Changes } from '../../src/rootfs/changes.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'
import type { LayerWriter } from '../../src/rootfs/layerWriter.js'
import { walk } from '../../src/rootfs/tree.js'
import { Store } from '../../src/store/store.js'
import { fileItem } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { writeTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'
import { directory, file } from '../support/trees.js'

const folder = temporaryFolder()
let count = 0

async function layers(signal = new AbortController().signal) {
  const dir = join(folder, String(count++))
  const store = await Store.open(join(dir, 'store'))
  const work = join(dir, 'work')
  mkdirSync(work)
  return { store, work, made: new Layers(store, work, { epoch: 1000, signal }) }
}

const reader = new ContentReader(() => Promise.reject(new Error('nothing is read')))

/** Writes a layer of one file. */
function fill(content: string): (writer: LayerWriter) => Promise<void> {
  const changes = new Changes(directory())
  changes.put('x', file(content))
  return (writer) => changes.write(writer, reader)
}

async function* archive(bytes = writeTar([fileItem('a', Buffer.from('one'))])) {
  yield await Promise.resolve(bytes)
}

test('a view grows with its layers; its root has the build’s time', async () => {
  const { made } = await layers()
  const first = await made.write(fill('1'))
  const second = await made.keep(fill('22'))
  const view = made.view()
  expect(await view.at([])).toMatchObject({ mtime: 1000 })
  expect([...walk(await view.at([first]))].map(({ node }) => node)).toMatchObject([{ size: 1 }])
  expect([...walk(await view.at([first, second]))].map(({ node }) => node)).toMatchObject([{ size: 2 }])
})

test('a layer that is kept lies in the store, with its index', async () => {
  const { made, store, work } = await layers()
  const { descriptor, diffId } = await made.keep(fill('1'))
  expect(await store.has(descriptor)).toBe(true)
  expect(await store.readIndex(diffId)).toBeDefined()
  expect(readdirSync(work)).toEqual([])
})

test('a layer whose writing fails is not kept', async () => {
  const { made, store } = await layers()
  await expect(made.keep(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(readdirSync(join(store.dir, 'ingest'))).toEqual([])
  expect(readdirSync(join(store.dir, 'blobs/sha256'))).toEqual([])
})

describe('a build that is stopped writes no further', () => {
  test.each<[string, (made: Layers) => Promise<unknown>]>([
    ['a layer', (made) => made.write(fill('1'))],
    ['a layer for the store', (made) => made.keep(fill('1'))],
    ['an archive', (made) => made.unpackArchive(archive(), 1024)],
  ])('%s', async (_what, write) => {
    const { made, store } = await layers(AbortSignal.abort())
    expect(await failure(write(made))).toMatchObject({ code: 'aborted' })
    expect(readdirSync(join(store.dir, 'ingest'))).toEqual([])
  })
})

describe('what the system refuses is told', () => {
  test.each<[string, (made: Layers) => Promise<unknown>]>([
    ['a layer', (made) => made.write(fill('1'))],
    ['an archive', (made) => made.unpackArchive(archive(), 1024)],
  ])('%s', async (_what, write) => {
    const { made, work } = await layers()
    rmSync(work, { recursive: true })
    expect(await failure(write(made))).toMatchObject({
      code: 'io',
      message: expect.stringContaining('no such file or directory') as string,
    })
  })
})

test('an archive that is no tar', async () => {
  const { made } = await layers()
  expect(await failure(made.unpackArchive(archive(Buffer.alloc(1024, 'x')), 1024))).toMatchObject({ code: 'format' })
})
