import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { check } from '../../../src/api/task/check.js'
import { fileItem, json } from '../../support/archives.js'
import { temporaryFolder } from '../../support/folder.js'
import { type TarItem, writeTar } from '../../support/tarItems.js'
import { partsOfImage } from '../../task/bundle/archiveKinds.js'
import { bundleKinds } from '../../task/bundle/bundleKinds.js'

const folder = temporaryFolder()
const cacheDir = join(folder, 'store')

describe('check of a bundle', () => {
  const path = join(folder, 'bundle.zip')

  test.each(Object.entries(bundleKinds))('finds what is wrong, and ends, with %s', async (_, { bytes, rules }) => {
    writeFileSync(path, bytes)
    const { findings } = await check({ path, cacheDir })
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...rules]))
    expect(findings.filter(({ hint }) => hint === undefined)).toEqual([])
  })
})

describe('check of an archive', () => {
  const path = join(folder, 'image.tar')
  const checked = (items: readonly TarItem[]) => {
    writeFileSync(path, writeTar(items))
    return check({ path, cacheDir })
  }

  it('looks into the image that the App Engine takes of several', async () => {
    const named = (name: string, items: readonly TarItem[]) =>
      items.filter((item) => item.name === 'config.json').map((item) => ({ ...item, name }))
    const configs = [...named('a.json', partsOfImage()), ...named('b.json', partsOfImage({ config: { config: {} } }))]
    const layers = partsOfImage().filter(({ name }) => name.endsWith('layer.tar'))
    const rulesOf = async (...order: readonly string[]) => {
      const images = order.map((Config) => ({ Config, RepoTags: ['a:1'], Layers: layers.map(({ name }) => name) }))
      const { findings } = await checked([fileItem('manifest.json', json(images)), ...configs, ...layers])
      return findings.map(({ rule }) => rule)
    }
    expect(await rulesOf('a.json', 'b.json')).toEqual(['archive-images', 'image-program'])
    expect(await rulesOf('b.json', 'a.json')).toEqual(['archive-images', 'image-command'])
  })

  it('tells why an image cannot be opened where the App Engine opens it', async () => {
    const { findings, notes } = await checked(partsOfImage({ config: { created: 7 } }))
    expect(findings).toMatchObject([{ rule: 'archive-image', severity: 'error', hint: expect.any(String) as string }])
    expect(notes).toContain('The files of the image were not looked at, for they cannot be read.')
  })
})
