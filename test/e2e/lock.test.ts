import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runOk } from '../support/command.js'
import { ociPack } from '../support/exampleTask.js'
import { useFileServer } from '../support/fileServer.js'
import { temporaryFolder } from '../support/folder.js'
import { GitServer, hasGit } from '../support/gitServer.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, pushSample, RealRegistry } from '../support/realRegistry.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'

describe.runIf(needs('docker-registry', hasRealRegistry))('a lock, with a real registry', () => {
  const folder = temporaryFolder()
  const context = join(folder, 'context')
  const output = join(folder, 'image.tar')
  let registry: RealRegistry
  beforeAll(async () => {
    registry = await RealRegistry.start(join(folder, 'registry'))
    mkdirSync(context)
    writeFileSync(join(context, 'Dockerfile'), `FROM ${registry.host}/base:v1\nCOPY Dockerfile /\n`)
    await push('before')
  })
  afterAll(() => registry.close())

  const push = async (content: string): Promise<void> =>
    pushSample(registry.host, 'base', 'v1', sampleImage([await sampleTar({ file: content })]))
  const store = ['--cache-dir', join(folder, 'store')]
  const lock = (...flags: string[]) => ociPack(['lock', ...store, ...flags, context])
  const build = (...flags: string[]) => ociPack(['build', '-q', ...store, '-o', output, ...flags, context])

  test('holds a build to what a tag meant, until it is updated', async () => {
    expect(await lock()).toMatchObject({ status: 0, stdout: expect.stringContaining('is written: 1 name') as string })
    const first = await build('--locked')
    expect(first).toMatchObject({ status: 0, stderr: '' })
    await push('after')
    const refused = await build('--locked')
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('base:v1 has moved')
    expect(refused.stderr).toContain('Dockerfile:1')
    expect(refused.stderr).toContain('oci-pack lock --update')
    expect((await build('--locked', '--offline')).stdout).toBe(first.stdout)
    expect(await lock('--check')).toMatchObject({ status: 1, stdout: expect.stringContaining('moved') as string })
    const before = readFileSync(join(context, 'Dockerfile.lock'), 'utf8')
    expect(await lock()).toMatchObject({ status: 0, stdout: expect.stringContaining('is up to date') as string })
    expect(readFileSync(join(context, 'Dockerfile.lock'), 'utf8')).toBe(before)
    expect(await lock('--update')).toMatchObject({ status: 0 })
    const second = await build('--locked')
    expect(second.status).toBe(0)
    expect(second.stdout).not.toBe(first.stdout)
  })
})

describe.runIf(needs('git', hasGit))('a lock of addresses and refs', () => {
  const files = useFileServer()
  const folder = temporaryFolder()
  const repository = join(folder, 'repositories/r.git')
  const context = join(folder, 'context')
  const output = join(folder, 'image.tar')
  const store = ['--cache-dir', join(folder, 'store')]
  let server: GitServer
  beforeAll(async () => {
    mkdirSync(repository, { recursive: true })
    mkdirSync(context)
    await git('init', '-q', '-b', 'main')
    server = await GitServer.start(join(folder, 'repositories'))
  })
  afterAll(() => server.close())

  const git = (...args: string[]): Promise<string> =>
    runOk('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.org', ...args], { cwd: repository })
  const now = async (content: string): Promise<void> => {
    files.give('/a', content)
    writeFileSync(join(repository, 'f'), content)
    await git('add', 'f')
    await git('commit', '-q', '-m', content)
  }
  const lock = (...flags: string[]) => ociPack(['lock', ...store, ...flags, context])
  const build = (...flags: string[]) => ociPack(['build', '-q', ...store, '-o', output, ...flags, context])

  test('holds a build to the files that they gave, also where nobody is asked', async () => {
    const [address, ref] = [files.url('/a'), `${server.url('r.git/.git')}#main`]
    writeFileSync(join(context, 'Dockerfile'), `FROM scratch\nADD ${address} /a\nADD ${ref} /r/\n`)
    await now('before')
    expect(await lock()).toMatchObject({ status: 0, stdout: expect.stringContaining('is written: 2 names') as string })
    const first = await build('--locked')
    expect(first).toMatchObject({ status: 0, stderr: '' })
    await now('after')
    const moved = await lock('--check')
    expect(moved).toMatchObject({ status: 1 })
    for (const name of [address, ref]) expect(moved.stdout).toMatch(new RegExp(`moved +${escaped(name)} `))
    const refused = await build('--locked')
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('has moved') as string })
    const [asked, seen] = [server.requests.length, files.seen.length]
    expect((await build('--locked', '--offline')).stdout).toBe(first.stdout)
    expect([server.requests.length, files.seen.length]).toEqual([asked, seen])
    expect(await lock('--update')).toMatchObject({ status: 0 })
    const second = await build('--locked')
    expect(second.status).toBe(0)
    expect(second.stdout).not.toBe(first.stdout)
  })
})

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
