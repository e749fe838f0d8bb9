import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { submoduleAddress } from '../../../src/sources/git/submodules.js'
import { temporaryFolder } from '../../support/folder.js'
import { GitRepository } from '../../support/gitRepository.js'
import { GitServer, hasGit } from '../../support/gitServer.js'
import { TestGit } from '../../support/gitSources.js'
import { needs } from '../../support/needs.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()
const served = join(folder, 'served')
let server: GitServer
let git: TestGit
let sub: GitRepository
let commit: string
let count = 0

beforeAll(async () => {
  if (!hasGit) return
  server = await GitServer.start(served)
  sub = await GitRepository.make(join(served, 'sub.git'))
  commit = await sub.commit({ s: 's\n', 'd/e': 'e\n' })
})
if (hasGit) afterAll(() => server.close())
beforeEach(async () => {
  if (hasGit) git = await TestGit.make(folder, `http://${server.host}`)
})

/** A repository with this `.gitmodules`, in which HOST stands for the server, and the submodule's commit at `path`; gives its name. */
async function superOf(modules: string | undefined, path = 'sm', at = commit): Promise<string> {
  const name = `super-${count++}.git`
  const repository = await GitRepository.make(join(served, name))
  await repository.git('update-index', '--add', '--cacheinfo', `160000,${at},${path}`)
  const text = modules?.replaceAll('HOST', server.host)
  if (text !== undefined) writeFileSync(join(repository.path, '.gitmodules'), text)
  await repository.git('add', '--', ...(text === undefined ? [] : ['.gitmodules']))
  await repository.git('commit', '-q', '-m', 'message')
  return name
}

const module = (url: string, more = ''): string => `[submodule "sm"]\n\tpath = sm\n\turl = ${url}\n${more}`
const inside = { 'sm/s': '644 s\n', 'sm/d/e': '644 e\n' }

describe.runIf(needs('git', hasGit))('submodules', () => {
  test.each([['../sub.git'], ['./../sub.git'], ['http://HOST/sub.git']])('%s is fetched', async (url) => {
    expect(await git.files(await superOf(module(url)))).toMatchObject(inside)
  })

  test('come from the store as well', async () => {
    const name = await superOf(module('../sub.git'))
    await git.files(name)
    const asked = server.requests.length
    const id = await git.sources().resolve(git.reference(name))
    expect(await git.files(`${name}#${id.commit}`)).toMatchObject(inside)
    // Only the ref is asked for: whatever lies behind the commits is here.
    expect(server.requests.slice(asked).every(({ url }) => url.includes('super'))).toBe(true)
  })

  test('are fetched by those that have some themselves', async () => {
    const inner = await superOf(module('../sub.git'))
    const id = (await git.sources().resolve(git.reference(inner))).commit
    expect(await git.files(await superOf(module(`../${inner}`), 'sm', id))).toMatchObject({ 'sm/sm/s': '644 s\n' })
  })

  test('are left out on request, and where .gitmodules says so', async () => {
    const empty = { sm: 'directory 755' }
    expect(Object.keys(await git.files(`${await superOf(module('../sub.git'))}?submodules=0`))).not.toContain('sm/s')
    const none = await git.files(await superOf(module('../sub.git', '\tupdate = none\n')))
    expect(none).toMatchObject(empty)
    expect(Object.keys(none)).not.toContain('sm/s')
  })

  test.each([
    ['no .gitmodules', undefined, 'has no URL in .gitmodules'],
    ['another path', '[submodule "sm"]\n\tpath = other\n\turl = ../sub.git\n', 'has no URL in .gitmodules'],
    ['a .gitmodules that is none', '[submodule', 'has no URL in .gitmodules'],
    ['a folder of this machine', module('FOLDER/sub.git'), 'is no address that a submodule may have'],
    ['a local address', module('file://FOLDER/sub.git'), 'is no address that a submodule may have'],
    ['a flag', module('--upload-pack=touch${IFS}FOLDER/pwned'), 'is no address that a submodule may have'],
    ['a flag as host', module('ssh://-oProxyCommand=touch${IFS}FOLDER/pwned/x'), 'is no address'],
    ['a program', module('"ext::sh -c touch% FOLDER/pwned"'), 'is no address that a submodule may have'],
    ['a way out of the server', module('../../../../../x'), 'is no address that a submodule may have'],
    ['a key that nobody gave', module('git@host:x'), 'SSH asks for a key'],
    ['a commit that is not there', module('../super-0.git'), `has no commit`],
  ])('%s is an error', async (_, modules, message) => {
    const error = await failure(git.tree(await superOf(modules?.replaceAll('FOLDER', folder))))
    expect(error.message).toContain(message)
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
  })

  test('.gitmodules includes no file of this machine', async () => {
    const secret = join(folder, 'secret')
    writeFileSync(secret, module('../sub.git'))
    expect((await failure(git.tree(await superOf(`[include]\n\tpath = ${secret}\n`)))).message).toContain('has no URL')
  })
})

describe.runIf(hasGit)('hostile repositories', () => {
  test.each([
    ['..', '040000 tree TREE\t..'],
    ['.git', '040000 tree TREE\t.git'],
    ['.GIT', '040000 tree TREE\t.GIT'],
    ['a link .git', '120000 blob BLOB\t.git'],
  ])('%s is no name', async (_, entry) => {
    const repository = await GitRepository.make(join(served, `evil-${count++}.git`))
    await repository.commit({ s: 's\n', 'd/hooks/post-checkout': '#!/bin/sh\n' })
    const [tree, blob] = [await repository.git('rev-parse', 'HEAD:d'), await repository.git('rev-parse', 'HEAD:s')]
    await repository.commitOf(entry.replace('TREE', tree).replace('BLOB', blob))
    const error = await failure(git.tree(`evil-${count - 1}.git`))
    expect(error).toMatchObject({ code: 'source', message: expect.stringContaining('invalid path') as string })
  })

  test('links lead nowhere, and what lies behind one replaces it', async () => {
    const repository = await GitRepository.make(join(served, 'links.git'))
    await repository.commit({ out: `-> ${folder}`, s: 's\n' })
    const target = await repository.git('rev-parse', 'HEAD:out')
    const tree = (await repository.git('rev-parse', 'HEAD^{tree}')).trim()
    await repository.commitOf(`120000 blob ${target}\td`, `040000 tree ${tree}\td`)
    await git.tree('links.git').catch(() => undefined)
    expect(existsSync(join(folder, 's'))).toBe(false)
  })

  test('hooks and settings of a local repository are not those of the fetch', async () => {
    const repository = await GitRepository.make(join(served, 'hooks.git'))
    await repository.commit({ s: 's\n' })
    const hook = `#!/bin/sh\ntouch ${join(folder, 'pwned')}\n`
    mkdirSync(join(repository.path, '.git/hooks'), { recursive: true })
    for (const name of ['reference-transaction', 'post-checkout', 'post-index-change'])
      writeFileSync(join(repository.path, '.git/hooks', name), hook, { mode: 0o755 })
    writeFileSync(join(folder, 'program'), hook)
    chmodSync(join(folder, 'program'), 0o755)
    await repository.git('config', 'uploadpack.packObjectsHook', join(folder, 'program'))
    await repository.git('config', 'core.fsmonitor', join(folder, 'program'))
    expect(await git.files(`file://${repository.path}`)).toEqual({ s: '644 s\n' })
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
  })
})

test.each([
  ['https://host/a/b.git', '../c.git', 'https://host/a/c.git'],
  ['https://host/a/b.git/', '../c.git', 'https://host/a/c.git'],
  ['https://host/a/b.git', '../../c.git', 'https://host/c.git'],
  ['https://host/a/b.git', './c.git', 'https://host/a/b.git/c.git'],
  ['git@host:a/b.git', '../c.git', 'git@host:a/c.git'],
  ['git@host:b.git', '../c.git', 'git@host:c.git'],
  ['ssh://git@host:22/b', '../c', 'ssh://git@host:22/c'],
])('%s with the submodule %s leads to %s', (parent, url, address) => {
  expect(submoduleAddress(parent, { path: 'sm', commit: '', url })).toBe(address)
})
