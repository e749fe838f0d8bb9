import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { logout } from '../../src/api/login.js'
import { keepIn, loginHome } from '../support/loginHome.js'

const at = loginHome()
const list = (...all: string[]): void => writeFileSync(at().conf, `credential-helpers = ${JSON.stringify(all)}\n`)
const keep = (name: string, registry?: string) => keepIn(at(), [name], registry)

describe('logout', () => {
  it('asks all that the settings list', async () => {
    const { file, env } = at()
    list('one', 'two', 'containers-auth.json')
    for (const one of ['one', 'two', 'containers-auth.json']) await keep(one)
    const places = ['docker-credential-one', 'docker-credential-two', file]
    const registry = 'r.example'
    expect(await logout({ registry, env })).toEqual({ places, removed: ['r.example'], left: [] })
    expect(await logout({ registry, env })).toEqual({ places, removed: [], left: [] })
  })

  it('leaves a file that is not in the list, and tells of it', async () => {
    const { file, env } = at()
    list('one')
    await keep('one')
    await keep('containers-auth.json')
    const report = { places: ['docker-credential-one'], removed: ['r.example'], left: [file] }
    expect(await logout({ registry: 'r.example', env })).toEqual(report)
  })

  it('leaves the helpers where a file is named', async () => {
    const { home, env } = at()
    list('one')
    await keep('one')
    const authFile = join(home, 'auth.json')
    expect(await logout({ registry: 'r.example', env, authFile })).toEqual({
      places: [authFile],
      removed: [],
      left: [],
    })
    expect(readdirSync(join(home, 'one'))).toEqual(['r.example'])
  })

  it('of all takes what the helpers list, by the names that they have', async () => {
    const { home, env } = at()
    list('one', 'two', 'containers-auth.json')
    await keep('one')
    await keep('two', 'b.example')
    writeFileSync(join(home, 'two/https:++index.docker.io+v1+'), '{"Username":"me","Secret":"s"}')
    await keep('containers-auth.json', 'quay.io/team')
    const { removed } = await logout({ all: true, env })
    expect(removed).toEqual(['r.example', 'b.example', 'docker.io', 'quay.io/team'])
    expect([...readdirSync(join(home, 'one')), ...readdirSync(join(home, 'two'))]).toEqual([])
  })

  it('asks the others where one fails, and tells of it', async () => {
    const { home, env } = at()
    list('absent', 'one')
    await keep('one')
    await expect(logout({ registry: 'r.example', env })).rejects.toThrow(/docker-credential-absent/)
    expect(readdirSync(join(home, 'one'))).toEqual([])
  })
})
