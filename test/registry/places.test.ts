import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { allSecure, nameAt, parseMirror } from '../../src/registry/hosts.js'
import { type Directory, placesOf, refuseBlocked } from '../../src/registry/places.js'
import { parseRegistriesConf } from '../../src/registry/settings/registriesConf.js'
import { insecureHostsOf } from '../../src/registry/settings/settings.js'

function directory(text: string): Directory {
  const { registries } = parseRegistriesConf(text, 'f')
  return { mirrors: [], insecureHosts: insecureHostsOf(registries), secureHosts: [], registries }
}

/** Where a name is read from, as addresses. */
function addresses(directory: Directory, host: string, repository: string, digest = false, tag = true): string[] {
  const asked = { host, repository, ...(tag ? { tag: 'v1' } : {}), ...(digest ? { digest: sha256('') } : {}) }
  return placesOf(asked, directory).map((endpoint) => `${endpoint.origin}/${nameAt(endpoint, repository)}`)
}

const registry = (prefix: string, location: string, rest = ''): string =>
  `[[registry]]\nprefix = "${prefix}"\nlocation = "${location}"\n${rest}\n`

describe('a name', () => {
  it.each([
    ['a.example', 'b.example', 'team/x', 'https://b.example/team/x'],
    ['a.example', 'b.example/sub', 'team/x', 'https://b.example/sub/team/x'],
    ['a.example/team', 'b.example', 'team/x', 'https://b.example/x'],
    ['a.example/team', 'b.example/sub', 'team/x/y', 'https://b.example/sub/x/y'],
    ['a.example/team/x', 'b.example/sub/z', 'team/x', 'https://b.example/sub/z'],
    ['a.example/team', 'b.example', 'other/x', 'https://a.example/other/x'],
    ['a.example', 'docker.io/library', 'x', 'https://registry-1.docker.io/library/x'],
    ['*.example', 'b.example/sub', 'team/x', 'https://b.example/sub/team/x'],
    ['*.example', '', 'team/x', 'https://a.example/team/x'],
    ['a.example', 'localhost:5000', 'team/x', 'http://localhost:5000/team/x'],
  ])('below %s is at %s', (prefix, location, repository, expected) => {
    expect(addresses(directory(registry(prefix, location)), 'a.example', repository)).toEqual([expected])
  })

  const mirrored = directory(
    registry(
      'docker.io/library',
      'docker.io/library',
      `mirror = [{ location = "m.example/hub", insecure = true },
        { location = "d.example", pull-from-mirror = "digest-only" },
        { location = "t.example", pull-from-mirror = "tag-only" }]`,
    ),
  )
  const [all, byDigest, byTag, own] = [
    'http://m.example/hub/x',
    'https://d.example/x',
    'https://t.example/x',
    'https://registry-1.docker.io/library/x',
  ]
  it.each([
    ['a tag', false, true, [all, byTag, own]],
    ['a digest', true, false, [all, byDigest, own]],
    ['both', true, true, [all, byDigest, own]],
    ['neither', false, false, [all, own]],
  ])('with %s is read from the mirrors for that', (_what, digest, tag, expected) => {
    expect(addresses(mirrored, 'docker.io', 'library/x', digest, tag)).toEqual(expected)
  })

  it('is read from the mirrors that the user gave first', () => {
    const given = { ...mirrored, mirrors: [parseMirror('docker.io=https://given.example', [])] }
    expect(addresses(given, 'docker.io', 'library/x')).toEqual(['https://given.example/library/x', all, byTag, own])
  })

  it('is not asked for where it is blocked', () => {
    const blocking = directory(registry('a.example/team', 'a.example/team', 'blocked = true'))
    const team = { host: 'a.example', repository: 'team/x' }
    expect(() => placesOf(team, blocking)).toThrow(
      /a\.example\/team\/x may not be asked for: f blocks a\.example\/team/,
    )
    expect(() => refuseBlocked(team, blocking.registries)).toThrow(/may not be asked for/)
    expect(addresses(blocking, 'a.example', 'other/x')).toEqual(['https://a.example/other/x'])
  })

  it('is read by TLS from this machine where that is known to speak it', () => {
    const secure = { ...directory(''), secureHosts: ['localhost:5000'] }
    expect(addresses(secure, 'localhost:5000', 'x')).toEqual(['https://localhost:5000/x'])
    expect(addresses(secure, 'localhost:5001', 'x')).toEqual(['http://localhost:5001/x'])
  })

  it('is read by TLS from all of this machine where the user names certificates, but for who is said to be insecure', () => {
    const secure = { ...directory(''), secureHosts: [allSecure], insecureHosts: ['localhost:5001'] }
    expect(addresses(secure, 'localhost:5000', 'x')).toEqual(['https://localhost:5000/x'])
    expect(addresses(secure, 'localhost:5001', 'x')).toEqual(['http://localhost:5001/x'])
  })
})
