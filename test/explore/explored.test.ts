import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/oci/manifest.js'
import { digestOfHex } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { explored } from '../../src/explore/explored.js'
import { Previews } from '../../src/explore/previews.js'
import { readLayer } from '../../src/explore/readLayer.js'
import type { Layer } from '../../src/oci/image.js'
import { readTar } from '../../src/oci/tar/read.js'
import { Model } from '../../src/explore/page/model.js'
import { exploredSample, hostile } from '../support/exploredSample.js'

const sample = exploredSample()
const never = (): never => {
  throw new Error('no layer is read again')
}

async function explore() {
  const previews = new Previews()
  const layers = []
  for (const [i, tar] of sample.layers.entries()) {
    const descriptor = { mediaType: 'layer', digest: digestOfHex(String(i).repeat(64)), size: tar.length }
    const layer: Layer = { descriptor, diffId: sha256(tar), locate: never }
    const plain = (async function* () {
      yield new Uint8Array(tar)
    })()
    layers.push({ layer, content: await readLayer(readTar(plain), String(i), previews) })
  }
  const config = parseConfig(sample.config, 'it')
  return explored({
    place: 'image.tar',
    names: ['a:1'],
    imageId: 'id',
    config,
    layers,
    previews,
    checks: [],
    readers: [],
  })
}

describe('what a page shows of an image', async () => {
  const data = await explore()
  const model = new Model(data)
  const fileAt = (path: string): number => {
    const found = [...data.files.name.keys()].find((file) => model.path(file) === path)
    if (found === undefined) throw new Error(`there is no ${path}`)
    return found
  }

  it('has each file once, parents first, as the layers make it together', () => {
    const paths = [...data.files.name.keys()].map((file) => model.path(file))
    expect(paths.slice(0, 3)).toEqual(['/', '/app', `/app/${hostile.controls}`])
    expect(paths).not.toContain('/etc/large.bin')
    expect(new Set(paths).size).toBe(paths.length)
    for (const file of data.files.name.keys()) expect(model.parent(file)).toBeLessThanOrEqual(file)
  })

  it('tells which layer made a file what it is', () => {
    expect(model.layer(fileAt('/app/main.py'))).toBe(2)
    expect(model.layer(fileAt('/usr/bin/tool'))).toBe(0)
  })

  it('counts a file of two names once, and tells where links lead', () => {
    const [first, second] = [fileAt('/usr/bin/tool'), fileAt('/usr/bin/twin')]
    expect([first, second].map((file) => [model.kind(file), data.files.size[file]])).toEqual([
      ['-', 50_000],
      ['h', 0],
    ])
    expect(data.files.target[second]).toBe('/usr/bin/tool')
    expect(data.files.target[fileAt('/usr/bin/alias')]).toBe('tool')
  })

  it('agrees with the figures that inspect tells', () => {
    const { bytes, files } = model.weights(undefined)
    expect(bytes[0]).toBe(data.figures.seen)
    expect(files[0]).toBe(data.figures.files + data.figures.directories + 1)
    expect(data.figures.wasteful).toMatchObject([
      { path: '/etc/large.bin', by: 'removed' },
      { path: '/app/main.py', by: 'replaced' },
    ])
    expect(data.layers.map(({ added, changed, removed }) => [added, changed, removed])).toEqual([
      [5, 0, 0],
      [4, 0, 0],
      [0, 1, 1],
    ])
  })

  it('weighs a layer alone', () => {
    const { bytes } = model.weights(2)
    expect(bytes[0]).toBe(data.files.size[fileAt('/app/main.py')])
  })

  it('shows how texts begin, as the topmost layer has them', () => {
    expect(data.previews.text[fileAt('/app/main.py')]).toContain('changed')
    expect(data.previews.text[fileAt('/etc/os-release')]).toBe('ID=sample\n')
    expect(data.previews.text[fileAt('/usr/bin/tool')]).toBe(Buffer.alloc(4096, 7).toString())
    expect(data.previews).toMatchObject({ cut: [fileAt('/usr/bin/tool')], leftOut: 0 })
  })

  it('tells the steps as the lines of a Dockerfile', () => {
    expect(data.steps.map(({ instruction, layer }) => [instruction?.split(' ')[0], layer])).toEqual([
      ['ADD', 0],
      ['ENV', undefined],
      ['COPY', 1],
      ['RUN', 2],
    ])
  })
})
