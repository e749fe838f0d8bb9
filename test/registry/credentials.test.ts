import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AuthFile, findCredentials, helperFor } from '../../src/registry/authFile.js'
import { credentialsFor } from '../../src/registry/credentials.js'

const auth = (text: string): string => Buffer.from(text).toString('base64')
const file = (auths: AuthFile['auths'], rest: Partial<AuthFile> = {}): AuthFile => ({ auths, credHelpers: {}, ...rest })

describe('an auth file', () => {
  it.each([
    [
      'its host',
      { 'ghcr.io': { auth: auth('me:pass:word') } },
      'ghcr.io',
      { type: 'basic', username: 'me', password: 'pass:word' },
    ],
    [
      'its host with a port',
      { 'localhost:5000': { auth: auth('me:p') } },
      'localhost:5000',
      { type: 'basic', username: 'me', password: 'p' },
    ],
    [
      'a host written as URL',
      { 'https://ghcr.io/': { auth: auth('me:p') } },
      'ghcr.io',
      { type: 'basic', username: 'me', password: 'p' },
    ],
    [
      'Docker Hub by its old key',
      { 'https://index.docker.io/v1/': { auth: auth('me:p') } },
      'docker.io',
      { type: 'basic', username: 'me', password: 'p' },
    ],
    [
      'Docker Hub by its name',
      { 'docker.io': { auth: auth('me:p') } },
      'docker.io',
      { type: 'basic', username: 'me', password: 'p' },
    ],
    [
      'an identity token',
      { 'ghcr.io': { auth: auth('me:'), identitytoken: 'tok' } },
      'ghcr.io',
      { type: 'identity', token: 'tok' },
    ],
    [
      'a token for the registry itself',
      { 'ghcr.io': { registrytoken: 'tok' } },
      'ghcr.io',
      { type: 'registry', token: 'tok' },
    ],
    [
      'what is base64 for addresses, without its end',
      { 'ghcr.io': { auth: 'bWU6_v8-Pz8_' } },
      'ghcr.io',
      { type: 'basic', username: 'me', password: expect.any(String) as string },
    ],
    [
      'what has zeroes at its end',
      { 'ghcr.io': { auth: auth('me:p\0\0') } },
      'ghcr.io',
      { type: 'basic', username: 'me', password: 'p' },
    ],
    [
      'user and password apart',
      { 'ghcr.io': { username: 'me', password: 'p' } },
      'ghcr.io',
      { type: 'basic', username: 'me', password: 'p' },
    ],
    ['another host', { 'ghcr.io': { auth: auth('me:p') } }, 'ghcr.io.evil.example', undefined],
    ['another port', { 'localhost:5000': { auth: auth('me:p') } }, 'localhost:5001', undefined],
    ['an empty entry', { 'ghcr.io': {} }, 'ghcr.io', undefined],
    ['what is not base64 of a pair', { 'ghcr.io': { auth: '????' } }, 'ghcr.io', undefined],
  ])('read for %s', (_, auths, host, expected) => {
    expect(findCredentials(file(auths), host, 'team/image')).toEqual(expected)
  })

  it.each([
    ['team/image', 'image'],
    ['team/image/part', 'image'],
    ['team/other', 'team'],
    ['teammate', 'host'],
    ['else', 'host'],
  ])('gives the most specific entry for %s', (repository, username) => {
    const auths = {
      'quay.io': { auth: auth('host:p') },
      'quay.io/team': { auth: auth('team:p') },
      'quay.io/team/image': { auth: auth('image:p') },
    }
    expect(findCredentials(file(auths), 'quay.io', repository)).toMatchObject({ username })
  })

  it('names the helper of a host, else the store of all', () => {
    const both = file({}, { credHelpers: { 'ghcr.io': 'gh' }, credsStore: 'desktop' })
    expect(helperFor(both, 'ghcr.io')).toEqual({ helper: 'gh', server: 'ghcr.io' })
    expect(helperFor(both, 'docker.io')).toEqual({ helper: 'desktop', server: 'https://index.docker.io/v1/' })
    expect(helperFor(file({}), 'docker.io')).toBeUndefined()
  })
})

describe('credentialsFor', () => {
  let home: string
  let env: Record<string, string>
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'credentials-'))
    env = { HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` }
    await mkdir(join(home, 'bin'))
  })
  afterEach(() => rm(home, { recursive: true }))

  async function write(path: string, value: unknown): Promise<string> {
    const whole = join(home, path)
    await mkdir(join(whole, '..'), { recursive: true })
    await writeFile(whole, JSON.stringify(value))
    return whole
  }
  async function helper(name: string, script: string): Promise<void> {
    const path = join(home, 'bin', `docker-credential-${name}`)
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
  }
  const user = (username: string) => ({ auths: { 'ghcr.io': { auth: auth(`${username}:p`) } } })
  const ask = (): Promise<unknown> => credentialsFor('ghcr.io', 'a/b', env)

  it('finds none where there are no files', async () => {
    expect(await ask()).toBeUndefined()
  })

  it('reads the files in their order', async () => {
    await write('.dockercfg', { 'ghcr.io': { auth: auth('legacy:p') } })
    expect(await ask()).toMatchObject({ username: 'legacy' })
    await write('.config/containers/auth.json', user('xdg'))
    expect(await ask()).toMatchObject({ username: 'xdg' })
    await write('run/containers/auth.json', user('runtime'))
    env['XDG_RUNTIME_DIR'] = join(home, 'run')
    expect(await ask()).toMatchObject({ username: 'runtime' })
    await write('.docker/config.json', user('docker'))
    expect(await ask()).toMatchObject({ username: 'docker' })
    await write('elsewhere/config.json', user('configured'))
    env['DOCKER_CONFIG'] = join(home, 'elsewhere')
    expect(await ask()).toMatchObject({ username: 'configured' })
    env['DOCKER_AUTH_CONFIG'] = JSON.stringify(user('variable'))
    expect(await ask()).toMatchObject({ username: 'variable' })
    env['REGISTRY_AUTH_FILE'] = await write('explicit.json', user('explicit'))
    expect(await ask()).toMatchObject({ username: 'explicit' })
    const named = await write('named.json', user('named'))
    expect(await credentialsFor('ghcr.io', 'a/b', env, named)).toMatchObject({ username: 'named' })
  })

  it('looks nowhere else where a file is named', async () => {
    await write('.docker/config.json', user('docker'))
    expect(await credentialsFor('ghcr.io', 'a/b', env, await write('named.json', {}))).toBeUndefined()
    expect(await credentialsFor('ghcr.io', 'a/b', env, join(home, 'absent'))).toBeUndefined()
  })

  it('takes an empty file for none', async () => {
    await write('.config/containers/auth.json', user('xdg'))
    await write('.docker/config.json', {})
    await writeFile(join(home, '.docker/config.json'), '\n')
    expect(await ask()).toMatchObject({ username: 'xdg' })
  })

  it('asks a helper, by its standard input', async () => {
    await write('.docker/config.json', { credHelpers: { 'ghcr.io': 'test' } })
    await helper(
      'test',
      `test "$1" = get && cat >"${join(home, 'asked')}" && echo '{"ServerURL":"x","Username":"me","Secret":"s"}'`,
    )
    expect(await ask()).toEqual({ type: 'basic', username: 'me', password: 's' })
    expect(await readFile(join(home, 'asked'), 'utf8')).toBe('ghcr.io')
  })

  it('takes a token from a helper', async () => {
    await write('.docker/config.json', { credsStore: 'test' })
    await helper('test', `cat >/dev/null; echo '{"Username":"<token>","Secret":"s"}'`)
    expect(await ask()).toEqual({ type: 'identity', token: 's' })
  })

  it('goes on where a helper knows nothing', async () => {
    await write('.docker/config.json', { ...user('file'), credsStore: 'test' })
    await helper('test', 'echo credentials not found in native keychain; exit 1')
    expect(await ask()).toMatchObject({ username: 'file' })
  })

  it.each([
    ['is not installed', 'absent', undefined, /docker-credential-absent .*not installed/],
    ['fails', 'test', `echo '{"Secret":"secret"}'; exit 3`, /status 3$/],
    ['says why it fails', 'test', 'echo the vault; echo is shut; exit 1', /status 1 \(the vault is shut\)$/],
    ['complains', 'test', 'echo "  the keyring is locked" >&2; exit 1', /status 1 \(the keyring is locked\)$/],
    ['is named by a path', '../../evil', undefined, /not the name of a credential helper/],
  ])('tells that a helper %s', async (_, name, script, message) => {
    const path = await write('.docker/config.json', { credsStore: name })
    if (script) await helper(name, script)
    await expect(ask()).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringMatching(message) as string,
      hint: expect.stringContaining(path) as string,
    })
    await expect(ask()).rejects.not.toThrow(/secret/)
  })

  it.each([
    [['test'], 'helper'],
    [['knows-nothing', 'test'], 'helper'],
    [['test', 'containers-auth.json'], 'helper'],
    [['containers-auth.json', 'test'], 'docker'],
    [['knows-nothing'], 'docker'],
  ])('asks the helpers %j that the settings name, or files: %s', async (names, username) => {
    await write('.docker/config.json', user('docker'))
    await helper('test', `cat >"${join(home, 'asked')}"; echo '{"Username":"helper","Secret":"s"}'`)
    await helper('knows-nothing', 'echo credentials not found in native keychain; exit 1')
    const settings = { file: 'registries.conf', names }
    expect(await credentialsFor('ghcr.io', 'a/b', env, undefined, settings)).toMatchObject({ username })
    const named = await write('named.json', user('named'))
    expect(await credentialsFor('ghcr.io', 'a/b', env, named, settings)).toMatchObject({ username: 'named' })
  })

  it('tells by which file a helper is wanted that is not there', async () => {
    const settings = { file: 'registries.conf', names: ['absent'] }
    await expect(credentialsFor('docker.io', 'a', env, undefined, settings)).rejects.toMatchObject({
      message: 'cannot ask docker-credential-absent for the credentials of docker.io: it is not installed',
      hint: expect.stringContaining('registries.conf names this helper') as string,
    })
  })

  it('tells that a file is ill-formed', async () => {
    const path = await write('.docker/config.json', { auths: { 'ghcr.io': 'me:p' } })
    await expect(ask()).rejects.toMatchObject({ code: 'format', message: `${path}: auths.ghcr.io is not Object` })
    env = { ...env, DOCKER_AUTH_CONFIG: '{"auths": "me:p' }
    const failure: unknown = await ask().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'format', message: '$DOCKER_AUTH_CONFIG is not JSON' })
    expect(failure).not.toHaveProperty('cause')
  })
})
