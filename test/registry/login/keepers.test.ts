import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { credentialsFor } from '../../../src/registry/credentials.js'
import { keepIn, loginHome, me } from '../../support/loginHome.js'

const at = loginHome()
const keep = (names: string[], registry?: string) => keepIn(at(), names, registry)

describe('credentials', () => {
  it('gives a password to the first helper of the settings, and to no file', async () => {
    const { home, file, conf } = at()
    expect(await keep(['one', 'two', 'containers-auth.json'])).toEqual({ file: conf, suffix: 'one' })
    expect(readFileSync(join(home, 'one/r.example'), 'utf8')).toBe(
      '{"ServerURL":"r.example","Username":"me","Secret":"p w"}',
    )
    expect([readdirSync(join(home, 'two')), existsSync(file)]).toEqual([[], false])
  })

  it('gives it to the file where that comes first', async () => {
    const { home, file } = at()
    expect(await keep(['containers-auth.json', 'one'])).toEqual({ file })
    expect([existsSync(file), readdirSync(join(home, 'one'))]).toEqual([true, []])
  })

  it('puts it where a pull finds it', async () => {
    const { conf, env } = at()
    for (const all of [['one'], ['one', 'containers-auth.json'], ['containers-auth.json', 'one']]) {
      await keep(all)
      const found = await credentialsFor('r.example', 'team/image', env, undefined, { file: conf, names: all })
      expect(found).toEqual({ type: 'basic', ...me })
    }
  })

  it('names Docker Hub as Podman does', async () => {
    const { home } = at()
    await keep(['one'], 'https://index.docker.io/v1/')
    expect(readdirSync(join(home, 'one'))).toEqual(['docker.io'])
  })

  it('gives what is for a part of a registry to a file alone', async () => {
    const { home, file } = at()
    const part = 'r.example/team'
    expect(await keep(['one', 'containers-auth.json'], part)).toEqual({ file })
    await expect(keep(['one'], part)).rejects.toMatchObject({ code: 'unsupported' })
    expect(readdirSync(join(home, 'one'))).toEqual([])
  })

  it('writes no password to the file where the helper fails', async () => {
    const { file } = at()
    await expect(keep(['absent', 'containers-auth.json'])).rejects.toThrow(/docker-credential-absent.*not installed/)
    expect(existsSync(file)).toBe(false)
  })
})
