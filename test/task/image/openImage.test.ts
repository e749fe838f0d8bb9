import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ImageConfig } from '../../../src/oci/config.js'
import type { Extent, Image } from '../../../src/oci/image.js'
import { nodeAt } from '../../../src/rootfs/tree.js'
import { storedLayer } from '../../../src/store/layers.js'
import { Store } from '../../../src/store/store.js'
import { openImage, type OpenedImage } from '../../../src/task/image/openImage.js'
import { temporaryFolder } from '../../support/folder.js'
import { sampleImage, sampleTar } from '../../support/sampleImage.js'

const folder = temporaryFolder()
const store = await Store.open(join(folder, 'store'))
afterAll(() => store.close())
const sample = sampleImage([
  await sampleTar({ 'a/x': 'lower', 'a/y': 'gone' }),
  await sampleTar({ 'a/x': 'upper', 'a/.wh.y': '' }),
])
const config = JSON.parse(sample.config.toString()) as ImageConfig
let located = 0

/** The image as an archive has it: its layers lie somewhere in a file. */
const image: Image = {
  config,
  configBytes: sample.config,
  layers: sample.layers.map(({ blob, descriptor, diffId }, i) => {
    const path = join(folder, `archive${i}`)
    writeFileSync(path, Buffer.concat([Buffer.from('before'), blob, Buffer.from('behind')]))
    return {
      descriptor,
      diffId,
      locate: (): Promise<Extent> => {
        located++
        return Promise.resolve({ path, offset: 6 })
      },
    }
  }),
}

async function textOf({ tree, open }: OpenedImage, path: string): Promise<string> {
  const node = nodeAt(tree, path)
  if (node?.type !== 'file') throw new Error(`${path} is no file`)
  return open(node.content, (read) => {
    const bytes = Buffer.alloc(node.size)
    read(bytes, 0)
    return bytes.toString()
  })
}

async function check(given: Image): Promise<void> {
  const opened = await openImage(store, given)
  try {
    expect(nodeAt(opened.tree, 'a/y')).toBeUndefined()
    expect(await textOf(opened, 'a/x')).toBe('upper')
  } finally {
    opened.close()
  }
}

test('an image of an archive is opened, and its layers are read but once', async () => {
  await check(image)
  expect(located).toBe(2)
  await check(image)
  expect(located).toBe(2)
})

test('an image whose layers are in the store is opened as it is', async () => {
  const layers = image.layers.map(({ descriptor, diffId }) => storedLayer(store, descriptor, diffId))
  await check({ ...image, layers })
})

test('a layer that is not what it should be is refused', async () => {
  const [first] = image.layers
  if (!first) throw new Error('the sample has no layer')
  const path = join(folder, 'damaged')
  writeFileSync(path, Buffer.alloc(first.descriptor.size))
  const other = await Store.open(join(folder, 'other'))
  try {
    const damaged = { ...first, locate: () => Promise.resolve({ path, offset: 0 }) }
    await expect(openImage(other, { ...image, layers: [damaged] })).rejects.toMatchObject({ code: 'integrity' })
  } finally {
    await other.close()
  }
})
