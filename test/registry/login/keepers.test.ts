import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { keepersOf, keepWithFirst } from '../../../src/registry/login/keepers.js'
import { parseLoginPlace } from '../../../src/registry/login/place.js'
import { credentialsFor } from '../../../src/registry/credentials.js'
import { makeCredentialHelper } from '../../support/credentialHelper.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
let tests = 0
let home: string
let file: string
let conf: string
let env: Record<string, string>

beforeEach(() => {
  home = join(folder, `home${++tests}`)
  file = join(home, '.docker/config.json')
  conf = join(home, 'registries.conf')
  env = { HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` }
  makeCredentialHelper(home, 'one')
  makeCredentialHelper(home, 'two')
})

const me = { username: 'me', password: 'p w' }
const place = parseLoginPlace('r.example')
const names = (...all: string[]) => ({ file: conf, names: all })
const keep = (all: string[], where = place) => keepWithFirst(keepersOf(file, names(...all)), where, me, env)

describe('credentials', () => {
  it('gives a password to the first helper of the settings, and to no file', async () => {
    expect(await keep(['one', 'two', 'containers-auth.json'])).toEqual({ file: conf, suffix: 'one' })
    expect(readFileSync(join(home, 'one/r.example'), 'utf8')).toBe(
      '{"ServerURL":"r.example","Username":"me","Secret":"p w"}',
    )
    expect([readdirSync(join(home, 'two')), existsSync(file)]).toEqual([[], false])
  })

  it('gives it to the file where that comes first', async () => {
    expect(await keep(['containers-auth.json', 'one'])).toEqual({ file })
    expect([existsSync(file), readdirSync(join(home, 'one'))]).toEqual([true, []])
  })

  it('puts it where a pull finds it', async () => {
    for (const all of [['one'], ['one', 'containers-auth.json'], ['containers-auth.json', 'one']]) {
      await keep(all)
      const found = await credentialsFor('r.example', 'team/image', env, undefined, names(...all))
      expect(found).toEqual({ type: 'basic', ...me })
    }
  })

  it('names Docker Hub as Podman does', async () => {
    await keep(['one'], parseLoginPlace('https://index.docker.io/v1/'))
    expect(readdirSync(join(home, 'one'))).toEqual(['docker.io'])
  })

  it('gives what is for a part of a registry to a file alone', async () => {
    const part = parseLoginPlace('r.example/team')
    expect(await keep(['one', 'containers-auth.json'], part)).toEqual({ file })
    await expect(keep(['one'], part)).rejects.toMatchObject({ code: 'unsupported' })
    expect(readdirSync(join(home, 'one'))).toEqual([])
  })

  it('writes no password to the file where the helper fails', async () => {
    await expect(keep(['absent', 'containers-auth.json'])).rejects.toThrow(/docker-credential-absent.*not installed/)
    expect(existsSync(file)).toBe(false)
  })
})
