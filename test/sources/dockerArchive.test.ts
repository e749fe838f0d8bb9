import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { dockerImages } from '../../src/sources/dockerArchive.js'
import type { StoredFiles } from '../../src/sources/files.js'
import { openTar, wholeFile } from '../../src/sources/tarFiles.js'
import { fileItem, json, layerOf } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { writeTar } from '../support/tarItems.js'

it('a layer is looked at once, however many images have it', async () => {
  const plain = layerOf('a', 'one')
  const layer = gzipSync(plain)
  const config = (Label: string) =>
    json({
      os: 'linux',
      architecture: 'amd64',
      config: { Labels: { Label } },
      rootfs: { type: 'layers', diff_ids: [sha256(plain), sha256(plain)] },
    })
  const names = ['a.json', 'b.json', 'c.json']
  const images = names.map((Config) => ({ Config, RepoTags: [], Layers: ['layer', 'layer'] }))
  const path = join(temporaryFolder(), 'image.tar')
  const configs = names.map((name) => fileItem(name, config(name)))
  writeFileSync(path, writeTar([fileItem('manifest.json', json(images)), fileItem('layer', layer), ...configs]))
  const files = await openTar(await wholeFile(path))
  const asked: string[] = []
  const counted: StoredFiles = { ...files, find: (name) => (asked.push(name), files.find(name)) }
  for (const image of await dockerImages(counted)) {
    const { layers } = await image.open()
    expect(layers.map(({ descriptor }) => descriptor.digest)).toEqual([sha256(layer), sha256(layer)])
  }
  expect(asked.filter((name) => name === 'layer')).toEqual(['layer'])
})
