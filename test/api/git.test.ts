import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/events.js'
import { build, type BuildOptions, listCache } from '../../src/index.js'
import { builder, cacheDir, folder } from '../support/builder.js'
import { run } from '../support/command.js'
import { GitRepository } from '../support/gitRepository.js'
import { GitServer, hasGit } from '../support/gitServer.js'
import { type ImageSummary, imageSummary } from '../support/imageSummary.js'
import { needs } from '../support/needs.js'
import { failure } from '../support/thrown.js'

const served = join(folder, 'served')
const env = { PATH: process.env['PATH'] }
const output = join(folder, 'image.tar')
const outputs: NonNullable<BuildOptions['outputs']> = [{ type: 'docker', dest: output }]
let server: GitServer
let repository: GitRepository
let first: string

beforeAll(async () => {
  if (!hasGit) return
  server = await GitServer.start(served)
  repository = await GitRepository.make(join(served, 'x.git'))
  first = await repository.commit({
    a: 'one\n',
    'd/b': 'b\n',
    'd/Dockerfile': 'FROM scratch\nCOPY a /named\n',
    Dockerfile: 'FROM scratch\nCOPY . /\n',
    '.dockerignore': 'd\n',
  })
  await repository.git('checkout', '-q', '-b', 'feature')
  await repository.commit({ a: 'feature\n' })
  await repository.git('checkout', '-q', 'main')
})
if (hasGit) afterAll(() => server.close())

/** The image that a Dockerfile makes; HOST stands for the server, COMMIT for the first commit. */
async function image(dockerfile: string, more: Partial<BuildOptions> = {}): Promise<ImageSummary> {
  const text = dockerfile.replaceAll('HOST', server.host).replaceAll('COMMIT', first)
  await builder({ Dockerfile: `FROM scratch\n${text}\n` }, { env, outputs, ...more }).run()
  return imageSummary(readFileSync(output))
}

describe.runIf(needs('git', hasGit))('ADD of a Git repository', () => {
  test('is its contents, owned by root, with the time of the build', async () => {
    const { tree, history } = await image('ADD http://HOST/x.git /dest')
    expect(tree['dest/a']).toEqual({
      type: 'file',
      mode: '0644',
      uid: 0,
      gid: 0,
      mtime: 315532800,
      size: 4,
      text: 'one\n',
    })
    expect(Object.keys(tree)).toEqual([
      'dest',
      ...['.dockerignore', 'Dockerfile', 'a', 'd', 'd/Dockerfile', 'd/b'].map((name) => `dest/${name}`),
    ])
    expect(history).toEqual([[`ADD http://${server.host}/x.git /dest # buildkit`, false]])
  })

  test.each([
    ['ADD http://HOST/x.git#feature /', { a: 'feature\n' }],
    ['ADD http://HOST/x.git#:d /', { b: 'b\n' }],
    ['ADD http://HOST/x.git#COMMIT:d http://HOST/x.git?ref=feature /to/', { 'to/a': 'feature\n', 'to/b': 'b\n' }],
    ['ARG V=feature\nADD http://HOST/x.git#${V} /', { a: 'feature\n' }],
    ['ADD --checksum=COMMIT http://HOST/x.git /', { a: 'one\n' }],
    ['ADD --checksum=COMMIT http://HOST/x.git?checksum=COMMIT /', { a: 'one\n' }],
    ['ADD --keep-git-dir=true http://HOST/x.git#:d /', { b: 'b\n' }],
  ])('%s', async (dockerfile, expected) => {
    const { tree } = await image(dockerfile)
    for (const [name, text] of Object.entries(expected)) expect(tree[name]).toMatchObject({ text })
    expect(Object.keys(tree)).not.toContain('.git')
  })

  test('takes the flags of every ADD', async () => {
    const { tree } = await image('ADD --link --chown=1:2 --chmod=700 --exclude=d http://HOST/x.git /dest/')
    expect(Object.keys(tree)).not.toContain('dest/d')
    for (const path of ['dest', 'dest/a']) expect(tree[path]).toMatchObject({ mode: '0700', uid: 1, gid: 2 })
  })

  test.each([
    ['COPY http://HOST/x.git /', 'COPY cannot fetch the Git repository http://HOST/x.git', 'Write ADD.'],
    ['COPY git@host:x /', 'COPY cannot fetch the Git repository git@host:x', 'Write ADD.'],
    ['ADD http://HOST/x.git?what=1 /', 'nothing is called what in a query', 'It may hold ref, tag'],
    ['ADD --keep-git-dir=false http://HOST/x.git?keep-git-dir /', '--keep-git-dir says otherwise', 'one place'],
    ['ADD --checksum=abc http://HOST/x.git?checksum=abd /', '--checksum says otherwise', 'one place'],
    ['ADD --checksum=sha256:abc http://HOST/x.git /', 'the checksum sha256:abc is not the beginning', 'rev-parse'],
    ['ADD --checksum=abc http://HOST/x.git /', 'expected the commit abc, found COMMIT', 'moved'],
    ['ADD http://HOST/x.git#nope /', 'has no branch and no tag nope', 'git ls-remote'],
    ['ADD ssh://git@host/x /', 'SSH asks for a key, and the build has none', '--ssh default'],
  ])('%s is an error', async (dockerfile, message, hint) => {
    const error = await failure(image(dockerfile))
    expect(error.message).toContain(message.replace('HOST', server.host).replace('COMMIT', first))
    expect(error.hint).toContain(hint)
    expect(error.location).toMatchObject({ line: 2 })
  })

  test('a local address is a path, as for Docker', async () => {
    const error = await failure(image(`ADD file://${repository.path} /`))
    expect(error.message).toContain('file:')
    expect(error.code).toBe('source')
  })

  test('what the store keeps of it is told', async () => {
    const { entries } = await listCache({ cacheDir })
    expect(entries.map(({ what }) => what)).toContain(`git files of http://${server.host}/x.git`)
  })
})

describe.runIf(hasGit)('the history of a repository', () => {
  test('is kept on request, the same bytes from each store', async () => {
    const dockerfile = 'ADD --keep-git-dir=true http://HOST/x.git#feature /src'
    const ids = []
    for (const name of ['other', 'third']) {
      const rootfs = join(folder, name)
      const { where, run: go } = builder({ Dockerfile: `FROM scratch\n${dockerfile.replace('HOST', server.host)}\n` })
      const { imageId } = await go({ env, cacheDir: join(where, 'store'), outputs: [{ type: 'rootfs', dest: rootfs }] })
      ids.push(imageId)
    }
    expect(ids[0]).toBe(ids[1])
    const git = async (...args: string[]) =>
      (await run('git', ['-c', 'safe.directory=*', '-C', join(folder, 'other/src'), ...args], { env })).stdout.trim()
    expect(await git('rev-parse', 'HEAD')).toBe(await repository.git('rev-parse', 'feature'))
    expect(await git('rev-parse', 'feature')).toBe(await repository.git('rev-parse', 'feature'))
    expect(await git('status', '--porcelain')).toBe('')
    expect(await git('log', '--oneline')).toMatch(/^[0-9a-f]+ message$/)
    expect(await git('fsck', '--strict')).toBe('')
    expect(await git('remote', 'get-url', 'origin')).toBe(`http://${server.host}/x.git`)
  })

  test('names an annotated tag', async () => {
    await repository.git('tag', '-a', '-m', 'annotated', 'v1', 'main')
    const rootfs = join(folder, 'tagged')
    const more: Partial<BuildOptions> = { outputs: [...outputs, { type: 'rootfs', dest: rootfs }] }
    await image('ADD --keep-git-dir=true http://HOST/x.git#v1 /', more)
    const { stdout } = await run('git', ['-c', 'safe.directory=*', '-C', rootfs, 'describe', '--dirty'], { env })
    expect(stdout.trim()).toBe('v1')
  })
})

describe.runIf(hasGit)('a Git address as the context', () => {
  const events: Event[] = []
  const context = async (address: string, more: Partial<BuildOptions> = {}): Promise<ImageSummary> => {
    const onEvent = (event: Event): void => void events.push(event)
    await build({ context: address.replace('HOST', server.host), cacheDir, env, outputs, onEvent, ...more })
    return imageSummary(readFileSync(output))
  }

  test('gives the Dockerfile and the files, .dockerignore not applied', async () => {
    const { tree } = await context('http://HOST/x.git')
    expect(Object.keys(tree)).toEqual(['.dockerignore', 'Dockerfile', 'a', 'd', 'd/Dockerfile', 'd/b'])
    expect(events).toContainEqual({
      type: 'warning',
      message: 'the .dockerignore in the context is not applied: the context is a Git repository',
    })
  })

  test('--file names a Dockerfile in it', async () => {
    expect(Object.keys((await context('http://HOST/x.git', { file: 'd/Dockerfile' })).tree)).toEqual(['named'])
    expect((await failure(context('http://HOST/x.git#feature:d', { file: 'x' }))).message).toContain('x is not in')
  })

  test('a folder of it is all that there is', async () => {
    expect((await failure(context('http://HOST/x.git#:d'))).message).toContain('a is not in the build context')
  })

  test('BUILDKIT_CONTEXT_KEEP_GIT_DIR keeps .git', async () => {
    const { tree } = await context('http://HOST/x.git', { buildArgs: { BUILDKIT_CONTEXT_KEEP_GIT_DIR: '1' } })
    expect(tree['.git/HEAD']).toMatchObject({ text: `${first}\n` })
  })

  test('may be a repository of this machine', async () => {
    expect((await context(`file://${repository.path}#feature`)).tree['a']).toMatchObject({ text: 'feature\n' })
  })

  test('an address whose options are wrong is a wrong usage', async () => {
    expect(await failure(context('http://HOST/x.git?what=1'))).toMatchObject({ code: 'usage' })
  })

  test('may have a name', async () => {
    const buildContexts = { source: server.url('x.git#feature'), base: server.url('x.git#:d') }
    writeFileSync(join(folder, 'Dockerfile.named'), 'FROM base\nCOPY --from=source a /c\n')
    const { tree } = await context(folder, { file: join(folder, 'Dockerfile.named'), buildContexts })
    expect(tree).toMatchObject({ b: { text: 'b\n' }, c: { text: 'feature\n' } })
  })
})
