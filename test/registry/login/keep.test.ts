import fc from 'fast-check'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseAuthDocument, formatAuthDocument, withEntry, withoutEntry } from '../../../src/registry/login/document.js'
import { dropCredentials, keepCredentials, keptPlaces } from '../../../src/registry/login/keep.js'
import { parseLoginPlace } from '../../../src/registry/login/place.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
let tests = 0
let home: string
let path: string
let env: Record<string, string>
beforeEach(() => {
  home = join(folder, `home${++tests}`)
  path = join(home, 'deep/config.json')
  env = { HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` }
  mkdirSync(join(home, 'bin'), { recursive: true })
})

const me = { username: 'me', password: 'p:w' }
const auth = Buffer.from('me:p:w').toString('base64')
const ghcr = parseLoginPlace('ghcr.io')
const write = (text: string): void => {
  mkdirSync(join(home, 'deep'), { recursive: true })
  writeFileSync(path, text)
}
const read = (): unknown => JSON.parse(readFileSync(path, 'utf8'))

describe('the name of a registry', () => {
  it.each([
    ['ghcr.io', 'ghcr.io', 'ghcr.io'],
    ['https://ghcr.io/', 'ghcr.io', 'ghcr.io'],
    ['localhost:5000', 'localhost:5000', 'localhost:5000'],
    ['docker.io', 'docker.io', 'https://index.docker.io/v1/'],
    ['https://index.docker.io/v1/', 'docker.io', 'https://index.docker.io/v1/'],
    ['quay.io/team/image', 'quay.io', 'quay.io/team/image'],
    ['docker.io/team', 'docker.io', 'docker.io/team'],
  ])('%s', (text, host, key) => {
    expect(parseLoginPlace(text)).toMatchObject({ host, key })
  })
  it.each(['', 'a b', '/x', 'https://', 'me@host'])('refuses %j', (text) => {
    expect(() => parseLoginPlace(text)).toThrow(/is not a registry/)
  })
})

describe('a file of credentials', () => {
  it('keeps all else, as it is', () => {
    const entries = fc.dictionary(
      fc.string(),
      fc.jsonValue().filter((value) => !Object.is(value, -0)),
    )
    fc.assert(
      fc.property(entries, entries, fc.boolean(), (rest, auths, has) => {
        const text = JSON.stringify({ ...rest, ...(has ? { auths } : { auths: undefined }) })
        const before = parseAuthDocument(text, 'f')
        const after = parseAuthDocument(formatAuthDocument(withEntry(before, 'new.example', { auth: 'x' })), 'f')
        const without = withoutEntry(after, 'new.example')
        expect(JSON.stringify(without)).toBe(JSON.stringify(has ? before : { ...before, auths: {} }))
        const keys = Object.keys(after)
        expect(keys.filter((key) => key in before)).toEqual(Object.keys(before))
      }),
    )
  })

  it('has one entry for what has several spellings', async () => {
    write('{"auths":{"index.docker.io":{"auth":"a"},"docker.io":{"auth":"b"},"b.example":{}},"x":null}')
    await keepCredentials(path, parseLoginPlace('docker.io'), me, env)
    expect(read()).toEqual({ auths: { 'b.example': {}, 'https://index.docker.io/v1/': { auth } }, x: null })
    expect(await dropCredentials(path, parseLoginPlace('docker.io'), env)).toBe(true)
    expect(await dropCredentials(path, parseLoginPlace('docker.io'), env)).toBe(false)
    expect(read()).toEqual({ auths: { 'b.example': {} }, x: null })
  })

  it('is for its owner alone, and leaves nothing beside it', async () => {
    write('{}')
    chmodSync(path, 0o644)
    await keepCredentials(path, ghcr, me, env)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(home, 'deep'))).toEqual(['config.json'])
  })

  it('stays where a link leads', async () => {
    write('{}')
    const link = join(home, 'link')
    symlinkSync('deep/config.json', link)
    await keepCredentials(link, ghcr, me, env)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(read()).toEqual({ auths: { 'ghcr.io': { auth } } })
  })

  it.each([
    ['what is no JSON', '{"auths": {"ghcr.io": {"auth": "c2VjcmV0"'],
    ['what is no object', '["c2VjcmV0"]'],
    ['auths that are none', '{"auths":"c2VjcmV0"}'],
    ['an entry that is none', '{"auths":{"a.example":"c2VjcmV0"}}'],
  ])('is left with %s, which is not shown', async (_what, text) => {
    write(text)
    const failure: unknown = await keepCredentials(path, ghcr, me, env).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'format', message: expect.stringContaining(path) as string })
    expect(`${String(failure)} ${String((failure as Error).cause)}`).not.toContain('c2Vj')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('takes a token in place of the password', async () => {
    await keepCredentials(path, ghcr, { ...me, token: 'tok' }, env)
    expect(read()).toEqual({
      auths: { 'ghcr.io': { auth: Buffer.from('me:').toString('base64'), identitytoken: 'tok' } },
    })
  })

  it('names what it has', async () => {
    write(
      '{"auths":{"https://ghcr.io":{},"quay.io/team":{},"what is this":{}},"credHelpers":{"ghcr.io":"x","b.example":"x"}}',
    )
    expect((await keptPlaces(path)).map(({ key }) => key)).toEqual([
      'ghcr.io',
      'quay.io/team',
      'what is this',
      'b.example',
    ])
  })
})

describe('a helper', () => {
  /** Keeps what it is given in a file for each server. */
  beforeEach(() => {
    const program = join(home, 'bin/docker-credential-test')
    const script = `#!/bin/sh
cd '${home}' || exit 9
case $1 in
  store) cat > told ;;
  get) cat > asked; test -e told && exec cat told; echo credentials not found in native keychain; exit 1 ;;
  erase) cat > erased; rm told ;;
esac
`
    writeFileSync(program, script)
    chmodSync(program, 0o755)
    write('{"credHelpers":{"ghcr.io":"test"}}')
  })
  const told = (): unknown => JSON.parse(readFileSync(join(home, 'told'), 'utf8'))

  it('is given the password, and the file an empty entry', async () => {
    expect(await keepCredentials(path, ghcr, me, env)).toBe('test')
    expect(told()).toEqual({ ServerURL: 'ghcr.io', Username: 'me', Secret: 'p:w' })
    expect(read()).toEqual({ credHelpers: { 'ghcr.io': 'test' }, auths: { 'ghcr.io': {} } })
  })

  it('is given a token as one', async () => {
    await keepCredentials(path, ghcr, { ...me, token: 'tok' }, env)
    expect(told()).toEqual({ ServerURL: 'ghcr.io', Username: '<token>', Secret: 'tok' })
  })

  it('forgets', async () => {
    await keepCredentials(path, ghcr, me, env)
    expect(await dropCredentials(path, ghcr, env)).toBe(true)
    expect(readFileSync(join(home, 'erased'), 'utf8')).toBe('ghcr.io')
    expect(existsSync(join(home, 'told'))).toBe(false)
    expect(await dropCredentials(path, ghcr, env)).toBe(false)
  })

  it('has nothing of other registries, nor of a part of one', async () => {
    expect(await keepCredentials(path, parseLoginPlace('ghcr.io/team'), me, env)).toBeUndefined()
    expect(read()).toMatchObject({ auths: { 'ghcr.io/team': { auth } } })
  })

  it('that fails is told of, without the password, and the file stays', async () => {
    writeFileSync(join(home, 'bin/docker-credential-test'), '#!/bin/sh\ncat\nexit 3\n')
    const failure: unknown = await keepCredentials(path, ghcr, me, env).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'registry',
      message: 'cannot give docker-credential-test the credentials of ghcr.io: it ended with status 3',
    })
    expect(read()).toEqual({ credHelpers: { 'ghcr.io': 'test' } })
  })
})
