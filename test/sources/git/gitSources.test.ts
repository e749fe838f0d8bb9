import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildTimes } from '../../../src/rootfs/times.js'
import { walk } from '../../../src/rootfs/tree.js'
import { temporaryFolder } from '../../support/folder.js'
import { commitTime, GitRepository } from '../../support/gitRepository.js'
import { GitServer, hasGit } from '../../support/gitServer.js'
import { TestGit } from '../../support/gitSources.js'
import { needs } from '../../support/needs.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()
const served = join(folder, 'served')
const epoch = 315532800
let server: GitServer
let git: TestGit
let main: GitRepository
let first: string
let feature: string

beforeAll(async () => {
  if (!hasGit) return
  server = await GitServer.start(served)
  main = await GitRepository.make(join(served, 'main.git'))
  chmodSync(main.path, 0o755)
  first = await main.commit({ a: 'one\n', 'd/e/f': 'deep\n', l: '-> a', out: '-> /etc/passwd', dl: '-> d' })
  await main.git('tag', 'light')
  await main.git('tag', '-a', '-m', 'annotated', 'annotated')
  await main.git('tag', 'both')
  await main.git('checkout', '-q', '-b', 'feature')
  feature = await main.commit({ a: 'feature\n' })
  await main.git('branch', 'both')
  await main.git('checkout', '-q', 'main')
})
if (hasGit) afterAll(() => server.close())

async function newStore(): Promise<void> {
  git = await TestGit.make(folder, `http://${server.host}`)
}

describe.runIf(needs('git', hasGit))('a Git repository', () => {
  beforeAll(newStore)

  test('gives the files of its default branch', async () => {
    const root = await git.tree('main.git')
    expect(await git.files(root)).toEqual({
      a: '644 one\n',
      d: 'directory 755',
      'd/e': 'directory 755',
      'd/e/f': '644 deep\n',
      dl: '-> d',
      l: '-> a',
      out: '-> /etc/passwd',
    })
    for (const { node } of walk(root)) expect([node.uid, node.gid, node.mtime]).toEqual([0, 0, epoch])
    expect(root).toMatchObject({ mode: 0o755, uid: 0, gid: 0, mtime: epoch })
  })

  test('is asked for a commit only once', async () => {
    await git.tree('main.git')
    const asked = server.requests.length
    expect(Object.keys(await git.files(`main.git#${first}`))).toContain('a')
    expect(server.requests.length).toBe(asked)
  })
  test('leaves nothing but what it came for', () => {
    expect(readdirSync(join(git.store.dir, 'work'))).toEqual([])
    expect(readdirSync(join(git.store.dir, 'ingest'))).toEqual([])
  })

  test('files keep the time of the commit where times are kept', async () => {
    const times = buildTimes('preserve', undefined, 0)
    for (const { node } of walk(await git.tree('main.git', { times }))) expect(node.mtime).toBe(commitTime)
    for (const { node } of walk(await git.tree('main.git?mtime=commit'))) expect(node.mtime).toBe(commitTime)
  })
})

describe.runIf(hasGit)('what a ref means', () => {
  beforeAll(newStore)

  test.each([
    ['', 'refs/heads/main', 'one'],
    ['#main', 'refs/heads/main', 'one'],
    ['#heads/main', 'refs/heads/main', 'one'],
    ['#refs/heads/main', 'refs/heads/main', 'one'],
    ['#light', 'refs/tags/light', 'one'],
    ['#tags/light', 'refs/tags/light', 'one'],
    ['#annotated', 'refs/tags/annotated', 'one'],
    ['#feature', 'refs/heads/feature', 'feature'],
    ['#both', 'refs/heads/both', 'feature'],
    ['?tag=both', 'refs/tags/both', 'one'],
    ['?branch=both', 'refs/heads/both', 'feature'],
  ])('main.git%s', async (rest, ref, content) => {
    const address = git.reference(`main.git${rest}`)
    const commit = await git.sources().resolve(address)
    expect(commit).toMatchObject({ ref, commit: content === 'one' ? first : feature })
    expect((await git.files(await git.sources().tree(address, commit)))['a']).toBe(`644 ${content}\n`)
  })

  test('a whole commit id needs no question', async () => {
    const asked = server.requests.length
    expect(await git.sources().resolve(git.reference(`main.git#${feature}`))).toEqual({ commit: feature })
    expect(await git.sources().resolve(git.reference(`main.git?fetch-by-commit&commit=${first}&branch=x`))).toEqual({
      commit: first,
      ref: 'refs/heads/x',
    })
    expect(server.requests.length).toBe(asked)
  })

  test('a ref is asked for once', async () => {
    const sources = git.sources()
    const [one, other] = await Promise.all([
      sources.resolve(git.reference('main.git#feature')),
      sources.resolve(git.reference('main.git#feature:d')),
    ])
    const asked = server.requests.length
    expect(await sources.resolve(git.reference('main.git#feature'))).toEqual(one)
    expect(other).toEqual(one)
    expect(server.requests.length).toBe(asked)
  })

  test('a folder is the root then', async () => {
    expect(await git.files('main.git#feature:d/e')).toEqual({ f: '644 deep\n' })
  })

  test.each([
    ['#nope', 'not-found', 'has no branch and no tag nope'],
    ['#HEAD', 'not-found', 'has no branch and no tag HEAD'],
    ['#mai*', 'not-found', 'has no branch and no tag mai*'],
    ['#:nope', 'source', 'nope is not there in the Git repository http://'],
    ['#:d/e/f', 'source', 'd/e/f is not a folder in the Git repository http://'],
    ['#:dl/e', 'source', 'dl is not a folder in the Git repository http://'],
    [`#${'0'.repeat(40)}`, 'source', `has no commit ${'0'.repeat(40)}`],
    [`#${'0'.repeat(64)}`, 'source', 'mismatched algorithms'],
    ['?fetch-by-commit&commit=FIRST&branch=../../x', 'source', 'refs/heads/../../x cannot be a ref'],
  ])('main.git%s is an error', async (rest, code, message) => {
    const error = await failure(git.tree(`main.git${rest.replace('FIRST', first)}`))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })

  test('a short id is none', async () => {
    expect((await failure(git.tree(`main.git#${first.slice(0, 10)}`))).hint).toContain('whole id')
  })

  test('a repository that is not there is told', async () => {
    const error = await failure(git.tree('nope.git'))
    expect(error).toMatchObject({ code: 'source' })
    expect(error.message).toBe(
      `Git cannot fetch from ${server.url('nope.git')}: repository '${server.url('nope.git/')}' not found`,
    )
  })
})

describe.runIf(hasGit)('a checksum', () => {
  beforeAll(newStore)

  test('may be short, and be that of the tag or of its commit', async () => {
    const tag = await main.git('rev-parse', 'annotated')
    for (const [ref, checksum] of [
      ['main', first.slice(0, 7)],
      ['main', first],
      ['annotated', first],
      ['annotated', tag],
      [feature, feature.slice(0, 12)],
    ])
      expect(await git.files(`main.git?checksum=${checksum ?? ''}#${ref ?? ''}:d/e`)).toHaveProperty('f')
  })

  test.each(['main', 'annotated', 'FIRST'])('refuses another commit of %s', async (ref) => {
    const error = await failure(git.tree(`main.git?checksum=${feature}#${ref.replace('FIRST', first)}`))
    expect(error.code).toBe('integrity')
    expect(error.message).toContain(`expected the commit ${feature}, found ${first}`)
  })
})

describe.runIf(hasGit)('attributes', () => {
  beforeAll(newStore)

  test('change files as a checkout does, not as an archive', async () => {
    const repository = await GitRepository.make(join(served, 'attributes.git'))
    await repository.commit({
      '.gitattributes': 'crlf text eol=crlf\nid ident\nsubst export-subst\nignored export-ignore\nlfs filter=lfs\n',
      crlf: 'a\nb\n',
      id: '$Id$\n',
      subst: '$Format:%H$\n',
      ignored: 'here\n',
      lfs: 'pointer\n',
    })
    expect(await git.files('attributes.git')).toMatchObject({
      crlf: '644 a\r\nb\r\n',
      id: '644 $Id: 055c8729cdcc372500a08db659c045e16c4409fb $\n',
      subst: '644 $Format:%H$\n',
      ignored: '644 here\n',
      lfs: '644 pointer\n',
    })
  })

  test('names that are not UTF-8, whiteouts and modes stay', async () => {
    const repository = await GitRepository.make(join(served, 'names.git'))
    const blob = await repository.commit({ x: 'x\n' }).then(() => repository.git('rev-parse', 'HEAD:x'))
    await repository.git('update-index', '--add', '--cacheinfo', `100755,${blob},.wh.y`)
    await repository.git('update-index', '--add', '--cacheinfo', `100644,${blob},${'n'.repeat(200)}/${'m'.repeat(120)}`)
    await repository.git('commit', '-qm', 'more')
    const shown = await git.files('names.git')
    expect(shown).toMatchObject({ x: '644 x\n', '.wh.y': '755 x\n' })
    expect(Object.keys(shown)).toContain(`${'n'.repeat(200)}/${'m'.repeat(120)}`)
  })

  test('a repository of SHA-256', async () => {
    const repository = await GitRepository.make(join(served, 'sha256.git'), 'sha256')
    const commit = await repository.commit({ a: 'long\n' })
    expect(commit).toHaveLength(64)
    for (const rest of ['', `#${commit}`]) expect(await git.files(`sha256.git${rest}`)).toEqual({ a: '644 long\n' })
  })
})
