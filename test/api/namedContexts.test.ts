import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { namedContexts } from '../../src/api/namedContexts.js'
import type { NamedContext } from '../../src/build/request.js'
import { defaultPlatform } from '../../src/core/platform.js'
import type { Image } from '../../src/oci/image.js'
import { emptyDirectory } from '../../src/rootfs/node.js'
import { buildTimes } from '../../src/rootfs/times.js'
import { walk } from '../../src/rootfs/tree.js'
import { Store } from '../../src/store/store.js'
import { sample, writers } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { writeTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
const image = sample({ repository: 'com/my/task', tag: '1.0.0' })
writeFileSync(join(folder, 'docker.tar'), writeTar(writers['docker save 24'](image)))
writeFileSync(join(folder, 'oci.tar'), writeTar(writers['an OCI archive'](image)))
mkdirSync(join(folder, 'a:b'))
writeFileSync(join(folder, 'a:b/docker.tar'), writeTar(writers['docker save 24'](image)))
mkdirSync(join(folder, 'files/.git'), { recursive: true })
for (const name of ['kept', 'ignored', '.git/config']) writeFileSync(join(folder, 'files', name), name)
writeFileSync(join(folder, 'files/.dockerignore'), 'ignored\n')

const times = buildTimes(undefined, undefined, 0)
const pulled = {} as Image
const pull = vi.fn(() => Promise.resolve(pulled))
const repository = emptyDirectory()
const commit = 'a0b667f3d307f4236a7a49089a88a24cf178ef76'
const git = { resolve: vi.fn(() => Promise.resolve({ commit })), tree: vi.fn(() => Promise.resolve(repository)) }

async function contextOf(value: string): Promise<NamedContext | undefined> {
  const store = await Store.open(join(folder, 'store'))
  return (await namedContexts({ name: value }, { times, store, pull, git })).get('name')
}

async function imageOf(value: string, platform = defaultPlatform): Promise<Image> {
  const context = await contextOf(value)
  if (context?.kind !== 'image') throw new Error(`${value} is no image`)
  return context.open(platform)
}

test('a folder is a tree, its .dockerignore applied', async () => {
  const context = await contextOf(join(folder, 'files'))
  const tree = context?.kind === 'folder' ? context.tree : undefined
  expect(tree && [...walk(tree)].map(({ path }) => path)).toEqual(['.dockerignore', '.git', '.git/config', 'kept'])
})

test.each([
  ['docker-archive:', 'docker.tar'],
  ['docker-archive://', 'docker.tar'],
  ['docker-archive:', 'a:b/docker.tar'],
  ['oci-archive:', 'oci.tar'],
  ['oci-layout:', 'oci.tar'],
  ['oci-layout://', 'oci.tar:1.0.0'],
])('%s%s is an image', async (scheme, path) => {
  const { config, layers } = await imageOf(`${scheme}${join(folder, path)}`)
  expect(config.architecture).toBe('amd64')
  expect(layers).toHaveLength(3)
})

test('an only image is taken whatever it is for', async () => {
  const { config } = await imageOf(`docker-archive:${join(folder, 'docker.tar')}`, {
    os: 'linux',
    architecture: 's390x',
  })
  expect(config.architecture).toBe('amd64')
})

test('a Git address is the tree of the commit that it means', async () => {
  expect(await contextOf('https://host/x.git#v1:d')).toEqual({ kind: 'folder', tree: repository, isOwn: false })
  const reference = { remote: 'https://host/x.git', ref: 'v1', subdir: 'd' }
  expect(git.resolve).toHaveBeenCalledWith(reference)
  expect(git.tree).toHaveBeenCalledWith(reference, { commit })
})

test('an archive’s layers are copied into the store, and stay when it goes', async () => {
  const path = join(folder, 'passing.tar')
  writeFileSync(path, writeTar(writers['docker save 28'](image)))
  const { layers } = await imageOf(`docker-archive:${path}`)
  const before = await layers[0]?.locate()
  rmSync(path)
  expect(before?.path.startsWith(join(folder, 'store'))).toBe(true)
  expect(await layers[0]?.locate()).toEqual(before)
})

test('docker-image:// is pulled for the platform that is built', async () => {
  expect(await imageOf('docker-image://registry.example/a:1')).toBe(pulled)
  expect(pull).toHaveBeenLastCalledWith('registry.example/a:1', defaultPlatform)
})

describe('what is refused', () => {
  test.each([
    ['docker-image://Not A Reference', 'reference', /Not A Reference/],
    ['docker-image://', 'reference', /image reference ""/],
    [join(folder, 'none'), 'io', /opening the build context .*none: no such file or directory/],
    [join(folder, 'docker.tar'), 'usage', /docker\.tar is not a folder/],
    ['https://example.org/x', 'usage', /https:\/\/example\.org/],
  ])('%s', async (value, code, message) => {
    expect(await failure(contextOf(value))).toMatchObject({ code, message: expect.stringMatching(message) as string })
  })

  test.each([
    [`docker-archive:${join(folder, 'none.tar')}`, 'io', /none\.tar: no such file or directory/],
    [`docker-archive:${join(folder, 'files/kept')}`, 'format', /kept/],
    [`oci-layout:${join(folder, 'files')}`, 'format', /holds no image/],
    [`oci-layout:${join(folder, 'oci.tar')}:2.0.0`, 'not-found', /2\.0\.0/],
  ])('%s, once it is used', async (value, code, message) => {
    expect(await failure(imageOf(value))).toMatchObject({ code, message: expect.stringMatching(message) as string })
  })
})
