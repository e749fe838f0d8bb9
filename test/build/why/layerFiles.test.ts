import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Layers } from '../../../src/build/layers.js'
import { fileChanges, type LayerFiles, readFiles, rememberFiles } from '../../../src/build/why/layerFiles.js'
import { sha256 } from '../../../src/core/hash.js'
import type { Layer } from '../../../src/oci/image.js'
import { tarHeader, type TarHeader } from '../../../src/oci/tar/entry.js'
import { ContentReader } from '../../../src/rootfs/contentReader.js'
import { plainExtent } from '../../../src/store/layers.js'
import { Store } from '../../../src/store/store.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
let store: Store
let layers: Layers
let reader: ContentReader
beforeAll(async () => {
  store = await Store.open(join(folder, 'store'))
  layers = new Layers(store, folder, { epoch: 0, signal: new AbortController().signal })
  reader = new ContentReader((layer) => plainExtent(store, layer))
})
afterAll(async () => {
  reader.close()
  await store.close()
})

async function kept(...files: readonly [TarHeader, Buffer?][]): Promise<LayerFiles | undefined> {
  const layer: Layer = await layers.write(async (writer) => {
    for (const [header, content] of files)
      await (content ? writer.add({ ...header, size: content.length }, [content]) : writer.add(header))
  })
  await rememberFiles(store, layer, await layers.indexOf(layer), reader)
  return readFiles(store, layer.diffId)
}

test('each file of a layer, with the beginning of its digest', async () => {
  const large = Buffer.alloc((1 << 20) + 1, 7)
  const files = await kept(
    [tarHeader('a b\n\xff', { mode: 0o4755, uid: 1, gid: 2 }), Buffer.from('text')],
    [tarHeader('d', { type: 'directory', mode: 0o755 })],
    [tarHeader('l', { type: 'symlink', linkPath: 'a\tb', mode: 0o777 })],
    [tarHeader('large', { mode: 0o644 }), large],
  )
  expect([...(files ?? [])]).toEqual([
    ['a b\n\xff', `file 4755 1:2 ${sha256('text').slice(7, 23)}`],
    ['d', 'directory 755 0:0'],
    ['l', `symlink 777 0:0 ${Buffer.from('a\tb').toString('base64url')}`],
    ['large', `file 644 0:0 ${sha256(large).slice(7, 23)}`],
  ])
})

test('an empty layer has none', async () => {
  expect(await kept()).toEqual(new Map())
})

test('what is not kept, or is damaged, is not known', async () => {
  expect(await readFiles(store, sha256('nothing'))).toBeUndefined()
  const damaged = sha256('damaged')
  for (const record of [{ list: 'AAAA' }, { list: 1 }, [], null]) {
    await store.writeRecord('files', damaged.slice(7), record)
    expect(await readFiles(store, damaged)).toBeUndefined()
  }
})

test('what became of the files', () => {
  const before = new Map([
    ['same', '1'],
    ['gone', '1'],
    ['other', '1'],
  ])
  const now = new Map([
    ['new', '1'],
    ['same', '1'],
    ['other', '2'],
  ])
  expect(fileChanges(before, now)).toEqual([
    { path: 'gone', before: '1' },
    { path: 'new', now: '1' },
    { path: 'other', before: '1', now: '2' },
  ])
})
