import { describe, expect, it } from 'vitest'
import { allowsPlainHttp, parseMirror, resolveHost } from '../../src/registry/hosts.js'

it.each([
  ['registry.lan:5000', ['registry.lan:5000'], true],
  ['registry.lan:5000', ['registry.lan'], true],
  ['registry.lan:5000', ['registry.lan:5001'], false],
  ['registry.lan', [], false],
  ['a.registry.lan:5000', ['*.registry.lan'], true],
  ['registry.lan', ['*.registry.lan'], false],
  ['10.1.2.3:5000', ['10.0.0.0/8'], true],
  ['11.1.2.3', ['10.0.0.0/8'], false],
  ['[fd00::1]:5000', ['fd00::/8'], true],
  ['registry.lan', ['10.0.0.0/8'], false],
])('plain HTTP to %s with %j: %j', (host, insecure, allowed) => {
  expect(allowsPlainHttp(host, insecure)).toBe(allowed)
})

describe('resolveHost', () => {
  it.each([
    ['docker.io', [], 'https://registry-1.docker.io'],
    ['ghcr.io', [], 'https://ghcr.io'],
    ['localhost:5000', [], 'http://localhost:5000'],
    ['registry.lan', ['registry.lan'], 'http://registry.lan'],
  ])('%s with %j is %s', (host, insecure, origin) => {
    expect(resolveHost(host, [], insecure)).toEqual([{ origin, host, prefix: '' }])
  })

  it('puts the mirrors of a host before it, in order', () => {
    const mirrors = [
      'docker.io=http://127.0.0.1:5000',
      'ghcr.io=https://other.example',
      'docker.io=https://proxy.example/hub/',
    ].map((text) => parseMirror(text, []))
    expect(resolveHost('docker.io', mirrors, [])).toEqual([
      { origin: 'http://127.0.0.1:5000', host: '127.0.0.1:5000', prefix: '' },
      { origin: 'https://proxy.example', host: 'proxy.example', prefix: 'hub/' },
      { origin: 'https://registry-1.docker.io', host: 'docker.io', prefix: '' },
    ])
  })
})

describe('parseMirror refuses', () => {
  it.each([
    ['docker.io', /HOST=URL/],
    ['docker.io=mirror.example', /HOST=URL/],
    ['docker.io=ftp://mirror.example', /HOST=URL/],
    ['=https://mirror.example', /HOST=URL/],
    ['docker.io=http://mirror.example', /without TLS/],
    ['docker.io=https://me:secret@mirror.example', /more than a host/],
  ])('%s', (text, message) => {
    let thrown: unknown
    try {
      parseMirror(text, [])
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'usage', message: expect.stringMatching(message) as string })
    expect(String(thrown)).not.toContain('secret')
  })
})

it('takes a mirror without TLS that the user allows', () => {
  expect(parseMirror('docker.io=http://mirror.lan', ['mirror.lan']).endpoint.origin).toBe('http://mirror.lan')
})
