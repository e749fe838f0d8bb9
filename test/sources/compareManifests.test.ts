import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compareManifests } from '../../src/sources/compareManifests.js'
import { fileItem, json, sample, writers } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { type TarItem, writeTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
let count = 0

function archive(items: readonly TarItem[]): string {
  const path = join(folder, `${++count}.tar`)
  writeFileSync(path, writeTar(items))
  return path
}

it.each(Object.entries(writers))('finds nothing in an archive as written by %s', async (_, write) => {
  expect(await compareManifests(archive(write(sample())))).toEqual([])
})

it('finds a manifest.json that names another image than index.json', async () => {
  const [one, other] = [sample(), sample({ file: 'x' })].map(writers['docker save 28'])
  const items = new Map([...(other ?? []), ...(one ?? [])].map((item) => [item.name, item]))
  const theirs = other?.find(({ name }) => name === 'manifest.json') ?? fileItem('manifest.json', json([]))
  const problems = await compareManifests(archive([...items.set('manifest.json', theirs).values()]))
  expect(problems).toMatchObject([{ where: 'manifest.json', message: expect.stringContaining('index.json') as string }])
})

it('refuses a manifest.json that names what is not there', async () => {
  const items = writers['docker save 28'](sample()).filter(({ name }) => name !== 'manifest.json')
  const broken = archive([...items, fileItem('manifest.json', json([{ Config: 'gone', Layers: [] }]))])
  expect((await failure(compareManifests(broken))).message).toContain('lacks gone')
})
