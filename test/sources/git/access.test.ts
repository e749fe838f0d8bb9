import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { authorizationOf, withoutSecret } from '../../../src/sources/git/authorization.js'
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
let commit: string

const secrets = (values: Readonly<Record<string, string>>) =>
  new Map(Object.entries(values).map(([id, value]) => [id, () => Promise.resolve(Buffer.from(value))]))
const basic = (text: string): string => `basic ${Buffer.from(text).toString('base64')}`

beforeAll(async () => {
  if (!hasGit) return
  server = await GitServer.start(served)
  const repository = await GitRepository.make(join(served, 'x.git'))
  commit = await repository.commit({ s: 's\n' })
})
if (hasGit) afterAll(() => server.close())
beforeEach(async () => {
  if (hasGit) git = await TestGit.make(folder, `http://${server.host}`)
})
afterEach(() => {
  server.authorization = undefined
  server.instead = () => false
})

describe.runIf(needs('git', hasGit))('a private repository', () => {
  test.each([
    ['GIT_AUTH_TOKEN', 'token\n', basic('x-access-token:token')],
    ['GIT_AUTH_HEADER', 'bearer word', 'bearer word'],
  ])('is opened by %s', async (id, value, header) => {
    server.authorization = header
    expect(await git.files('x.git', { secrets: secrets({ [id]: value }) })).toEqual({ s: '644 s\n' })
  })

  test('is opened by what is for its host, and by its own address', async () => {
    server.authorization = basic('x-access-token:mine')
    const given = { GIT_AUTH_TOKEN: 'general', [`GIT_AUTH_TOKEN.${server.host}`]: 'mine' }
    expect(await git.files('x.git', { secrets: secrets(given) })).toEqual({ s: '644 s\n' })
    server.authorization = basic('me:p@ss')
    expect(await git.files(`http://me:p%40ss@${server.host}/x.git#${commit}`)).toEqual({ s: '644 s\n' })
  })

  test('is not opened without, and says what to do', async () => {
    server.authorization = basic('x-access-token:mine')
    const error = await failure(git.tree('x.git'))
    expect(error.message).toContain('could not read Username')
    expect(error.hint).toContain('GIT_AUTH_TOKEN.HOST')
  })

  test('no redirect takes a secret away', async () => {
    const other = await GitServer.start(served)
    server.instead = ({ url = '' }, response) => {
      response.writeHead(301, { location: other.url(url.slice(1)) }).end()
      return true
    }
    const error = await failure(git.tree('x.git', { secrets: secrets({ GIT_AUTH_TOKEN: 'word' }) }))
    expect(error.hint).toContain('no redirect is followed')
    expect(other.requests).toEqual([])
    expect(await git.files('x.git')).toEqual({ s: '644 s\n' })
    await other.close()
  })

  test('a secret that the server says again is not told', async () => {
    server.instead = (_, response) => {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('no access for secretword')
      return true
    }
    const error = await failure(git.tree('x.git', { secrets: secrets({ GIT_AUTH_TOKEN: 'secretword' }) }))
    expect(error.message).not.toContain('secretword')
  })

  test('a secret of several lines is no header', async () => {
    const error = await failure(git.tree('x.git', { secrets: secrets({ GIT_AUTH_HEADER: 'a\nX-Other: b' }) }))
    expect(error.message).toContain('more than one line')
  })
})

describe.runIf(hasGit)('a server', () => {
  test('that gives only what refs point to is asked for all', async () => {
    // The dumb protocol: files alone, which know nothing of depth.
    const repository = new Map([['info/refs', `${commit}\trefs/heads/main\n`]])
    const bare = join(served, 'x.git/.git')
    server.instead = ({ url = '' }, response) => {
      const path = url.replace(/^\/x\.git\//, '').replace(/\?.*/, '')
      const text = repository.get(path)
      const file = join(bare, path)
      if (text !== undefined) response.writeHead(200, { 'content-type': 'text/plain' }).end(text)
      else if (existsSync(file)) response.writeHead(200).end(readFileSync(file))
      else response.writeHead(404).end()
      return true
    }
    expect(await git.files('x.git#main')).toEqual({ s: '644 s\n' })
  })

  test('that hangs is left when the build is stopped', async () => {
    server.instead = () => true
    const stopping = new AbortController()
    const waiting = failure(git.tree('x.git', { signal: stopping.signal }))
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    stopping.abort()
    expect((await waiting).code).toBe('aborted')
  })
})

describe.runIf(hasGit)('SSH', () => {
  /** An ssh that tells how it was called, and serves the repository itself. */
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(
    join(bin, 'ssh'),
    `#!/bin/sh
printf '%s\\n' "$SSH_AUTH_SOCK" "$HOME" "$@" >> ${join(folder, 'called')}
for last; do :; done
eval "git -c safe.directory=* \${last#git-}"
`,
  )
  chmodSync(join(bin, 'ssh'), 0o755)
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: '/home/nobody', SSH_AUTH_SOCK: '/own' }

  test.each([['ssh://git@host:23SERVED/x.git'], ['git@host:SERVED/x.git']])(
    '%s asks the agent of the build',
    async (address) => {
      writeFileSync(join(folder, 'called'), '')
      const files = await git.files(address.replace('SERVED', served), { env, sshAgent: '/agent' })
      expect(files).toEqual({ s: '644 s\n' })
      const called = readFileSync(join(folder, 'called'), 'utf8').split('\n')
      expect(called).toEqual(
        expect.arrayContaining(['/agent', '-F', '/dev/null', 'StrictHostKeyChecking=yes', 'git@host']),
      )
      expect(called).not.toContain('/home/nobody')
    },
  )
})

test('without the program git, it is told what to do', async () => {
  const without = await TestGit.make(folder, 'https://example.invalid')
  const error = await failure(without.tree('x.git', { env: { PATH: folder } }))
  expect(error).toMatchObject({ code: 'unsupported', hint: expect.stringContaining('Install Git') as string })
  expect(error.message).toContain('https://example.invalid/x.git cannot be fetched: cannot start git')
})

describe('the secrets of a submodule', () => {
  const given = secrets({ GIT_AUTH_TOKEN: 'general', 'GIT_AUTH_TOKEN.other.org': 'other' })
  const parentOf = async () => ({ authorization: await authorizationOf('https://host/x.git', given) })

  test.each([
    ['https://host/y.git', 'x-access-token:general'],
    ['https://other.org/y.git', 'x-access-token:other'],
    ['https://third.org/y.git', undefined],
    ['http://host/y.git', undefined],
    ['git@host:y', undefined],
  ])('%s', async (address, text) => {
    const found = await authorizationOf(address, given, await parentOf())
    expect(found?.header).toBe(text && basic(text))
  })
})

test('what a text must not tell is left out', () => {
  const told = `x ${basic('x-access-token:secretword')} secretword`
  expect(withoutSecret(told, { origin: '', header: basic('x-access-token:secretword') })).toBe('x *** ***')
})
