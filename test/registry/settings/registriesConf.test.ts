import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readHostSettings } from '../../../src/registry/settings/files.js'
import { parseRegistriesConf } from '../../../src/registry/settings/registriesConf.js'
import {
  type HelperSettings,
  insecureHostsOf,
  type RegistrySettings,
  settingsFor,
} from '../../../src/registry/settings/settings.js'
import { temporaryFolder } from '../../support/folder.js'

const parse = (text: string): RegistrySettings[] => parseRegistriesConf(text, 'f').registries

describe('registries.conf', () => {
  it('tells of registries and their mirrors', () => {
    const text = `
unqualified-search-registries = ["docker.io", "quay.io"]
short-name-mode = "enforcing"
[aliases]
"debian" = "docker.io/library/debian"

[[registry]]
prefix = "docker.io/library"
location = "docker.io/library"
[[registry.mirror]]
location = "mirror.example/hub/library/"
[[registry.mirror]]
location = "10.0.0.1:5000/library"
insecure = true
pull-from-mirror = "tag-only"

[[registry]]
location = "a.example"
mirror-by-digest-only = true
blocked = true
mirror = [{ location = "b.example" }]

[[registry]]
prefix = "*.example.com"
insecure = true
`
    expect(parse(text)).toEqual([
      {
        file: 'f',
        prefix: 'docker.io/library',
        location: 'docker.io/library',
        insecure: false,
        blocked: false,
        mirrors: [
          { location: 'mirror.example/hub/library', insecure: false, serves: 'all' },
          { location: '10.0.0.1:5000/library', insecure: true, serves: 'tag-only' },
        ],
      },
      {
        file: 'f',
        prefix: 'a.example',
        location: 'a.example',
        insecure: false,
        blocked: true,
        mirrors: [{ location: 'b.example', insecure: false, serves: 'digest-only' }],
      },
      { file: 'f', prefix: '*.example.com', location: '', insecure: true, blocked: false, mirrors: [] },
    ])
  })

  it.each([
    ['a = ', /^f:1: /],
    ['[[registry]]\nlocation = 3', /registry\.0\.location/],
    ['[[registry]]\ninsecure = true', /neither a prefix nor a location/],
    ['[[registry]]\nlocation = "https://a.example"', /is not a registry/],
    ['[[registry]]\nprefix = "*.a.example/x"\nlocation = "b"', /the prefix .* is none/],
    ['[[registry]]\nprefix = "a.*.example"\nlocation = "b"', /the prefix .* is none/],
    ['[registries.search]\nregistries = ["a"]', /version 1/],
    ['[[registry]]\nlocation = "a"\nmirror = [{location = "b", pull-from-mirror = "never"}]', /pull-from-mirror/],
  ])('refuses %j', (text, message) => {
    expect(() => parse(text)).toThrow(message)
  })

  it.each([
    ['a.example/x', 'a.example'],
    ['a.example/team/x', 'a.example/team'],
    ['a.example/team', 'a.example/team'],
    ['a.example/teams/x', 'a.example'],
    ['a.example:5000/x', undefined],
    ['sub.a.example/x', '*.a.example'],
    ['sub.a.example:5000/x', '*.a.example'],
    ['xa.example/x', undefined],
  ])('says of %s what it says of %s', (name, prefix) => {
    const all = parse(
      ['a.example', 'a.example/team', '*.a.example'].map((text) => `[[registry]]\nprefix = "${text}"`).join('\n'),
    )
    expect(settingsFor(name, all)?.prefix).toBe(prefix)
  })

  it('names the hosts without TLS', () => {
    const text = `[[registry]]
prefix = "*.a.example"
insecure = true
[[registry]]
prefix = "b.example"
location = "c.example:5000/x"
insecure = true
mirror = [{ location = "d.example/x", insecure = true }, { location = "e.example" }]
`
    expect(insecureHostsOf(parse(text))).toEqual(['*.a.example', 'c.example:5000', 'd.example'])
  })
})

describe('the settings of a host', () => {
  const folder = temporaryFolder()
  let tests = 0
  const of = (location: string): string => `[[registry]]\nprefix = "a.example"\nlocation = "${location}"\n`
  const system = 'etc/containers/registries.conf'
  const user = 'home/.config/containers/registries.conf'

  async function read(
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{
    locations: string[]
    files: string[]
    insecureHosts: readonly string[]
    hubMirrors: readonly string[]
    helpers: HelperSettings | undefined
  }> {
    const root = join(folder, `root${++tests}`)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const said = Object.fromEntries(Object.entries(env).map(([name, path]) => [name, join(root, path)]))
    const { registries, files: found, ...rest } = await readHostSettings({ HOME: join(root, 'home'), ...said }, root)
    return {
      ...rest,
      locations: registries.map(({ location }) => location),
      files: found.map((path) => path.slice(root.length + 1)),
    }
  }

  it('are none where there are no files', async () => {
    expect(await read({})).toEqual({ locations: [], files: [], insecureHosts: [], hubMirrors: [] })
  })

  it('name helpers, the last file that does', async () => {
    const names = (...all: string[]): string => `credential-helpers = ${JSON.stringify(all)}\n`
    const helpersOf = async (files: Readonly<Record<string, string>>) => (await read(files)).helpers?.names
    expect(await helpersOf({ [system]: of('one') })).toBeUndefined()
    expect(await helpersOf({ [system]: names('a', 'containers-auth.json') })).toEqual(['a', 'containers-auth.json'])
    const more = {
      [`${system}.d/a.conf`]: names('b'),
      [`${system}.d/b.conf`]: of('two'),
      [`${system}.d/c.conf`]: names(),
    }
    expect(await helpersOf({ [system]: names('a'), ...more })).toEqual(['b'])
    expect((await read({ [system]: names('a') })).helpers?.file).toMatch(/registries\.conf$/)
  })

  it('come from the system, and what is added to that in the order of the names', async () => {
    const files = {
      [system]: of('one'),
      [`${system}.d/b.conf`]: of('three'),
      [`${system}.d/a.conf`]: of('two'),
      [`${system}.d/c.txt`]: of('no'),
    }
    expect(await read(files)).toMatchObject({
      locations: ['three'],
      files: [system, `${system}.d/a.conf`, `${system}.d/b.conf`],
    })
    expect(await read({ ...files, [`${user}.d/a.conf`]: of('four') })).toMatchObject({ locations: ['four'] })
  })

  it('come from the user alone where there is a file', async () => {
    const files = { [system]: of('one'), [`${system}.d/b.conf`]: of('two'), [user]: of('three') }
    expect(await read(files)).toMatchObject({ locations: ['three'], files: [user] })
  })

  it('come from the file that the environment names', async () => {
    const files = { [system]: of('one'), [user]: of('two'), other: of('three') }
    expect(await read(files, { CONTAINERS_REGISTRIES_CONF: 'other' })).toMatchObject({ locations: ['three'] })
  })

  it("come from Docker's daemon too", async () => {
    const text = '{"insecure-registries":["10.0.0.0/8"],"registry-mirrors":["https://m.example"],"debug":true}'
    expect(await read({ 'etc/docker/daemon.json': text })).toEqual({
      locations: [],
      files: ['etc/docker/daemon.json'],
      insecureHosts: ['10.0.0.0/8'],
      hubMirrors: ['https://m.example'],
    })
    await expect(read({ 'etc/docker/daemon.json': '{' })).rejects.toMatchObject({ code: 'format' })
  })
})
