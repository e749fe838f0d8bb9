import { beforeEach, describe, expect, it } from 'vitest'
import { httpPeer } from '../../../src/sources/http/peer.js'
import { Transport } from '../../../src/http/transport.js'
import { verifyLogin } from '../../../src/registry/login/verify.js'
import { type Act, redirectTo } from '../../support/fakeRegistry.js'
import { basic, other, registry, useRegistries } from '../../support/registryClient.js'

useRegistries()

const login = { username: 'me', password: 'se&cret' }
const answer =
  (status: number, body: unknown = '', headers: Record<string, string> = {}): Act =>
  (_request, response) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))

function verify(): Promise<unknown> {
  const transport = new Transport({ env: {}, peer: { ...httpPeer, code: 'registry' }, stallTimeout: 5_000 })
  const target = { transport, host: 'r.example', origin: `http://${registry.host}` }
  return verifyLogin(target, login).finally(() => transport.close())
}

describe('a registry that wants a password', () => {
  it.each([
    [200, { wanted: true, token: undefined }],
    [204, { wanted: true, token: undefined }],
  ])('that is good: %d', async (status, expected) => {
    registry.next(/^\/v2\/$/, answer(401, '', { 'www-authenticate': 'Basic realm="r"' }))
    registry.next(/^\/v2\/$/, answer(status))
    expect(await verify()).toEqual(expected)
    expect(registry.seen.map(({ authorization }) => authorization)).toEqual([undefined, basic('me:se&cret')])
  })

  it.each([
    ['wants none', [answer(200)], { wanted: false }],
    ['is none', [answer(404)], /there is no registry \(HTTP status 404\)/],
    ['asks for what we do not have', [answer(401, '', { 'www-authenticate': 'Negotiate' })], /neither a password nor/],
    [
      'refuses',
      [answer(401, '', { 'www-authenticate': 'Basic realm="r"' }), answer(401)],
      /cannot log in to r\.example: it refuses the name or the password \(HTTP status 401\)/,
    ],
  ])('or %s', async (_what, acts: Act[], expected) => {
    for (const act of acts) registry.next(/^\/v2\/$/, act)
    if (expected instanceof RegExp) await expect(verify()).rejects.toThrow(expected)
    else expect(await verify()).toEqual(expected)
  })

  it('is not shown one after a redirect to another', async () => {
    registry.next(
      /^\/v2\/$/,
      redirectTo(() => `http://${other.host}/v2/`),
    )
    other.next(/^\/v2\/$/, answer(401, '', { 'www-authenticate': 'Basic realm="r"' }))
    await expect(verify()).rejects.toThrow(/there is no registry/)
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined])
  })
})

describe('a registry with a token server', () => {
  beforeEach(() => {
    const challenge = `Bearer realm="http://${other.host}/token?a=b",service="the registry"`
    registry.next(/^\/v2\/$/, answer(401, '', { 'www-authenticate': challenge }))
  })

  it('shows it the password, and the registry the token', async () => {
    other.next(/^\/token/, answer(200, { access_token: 'tok' }))
    registry.next(/^\/v2\/$/, answer(200))
    expect(await verify()).toEqual({ wanted: true, token: undefined })
    expect(other.seen).toMatchObject([{ method: 'GET', authorization: basic('me:se&cret') }])
    expect(Object.fromEntries(new URL(other.seen[0]?.path ?? '', 'http://x').searchParams)).toEqual({
      a: 'b',
      service: 'the registry',
      client_id: 'oci-pack',
      account: 'me',
      offline_token: 'true',
    })
    expect(registry.seen[1]?.authorization).toBe('Bearer tok')
  })

  it('keeps the token that lasts', async () => {
    other.next(/^\/token/, answer(200, { token: 'tok', refresh_token: 'lasting' }))
    registry.next(/^\/v2\/$/, answer(200))
    expect(await verify()).toEqual({ wanted: true, token: 'lasting' })
  })

  it('asks by OAuth2 where there is no other way', async () => {
    other.next(/^\/token/, answer(405))
    other.next(/^\/token/, answer(200, { access_token: 'tok', refresh_token: 'lasting' }))
    registry.next(/^\/v2\/$/, answer(200))
    expect(await verify()).toEqual({ wanted: true, token: 'lasting' })
    expect(other.seen[1]).toMatchObject({ method: 'POST', authorization: undefined })
    expect(Object.fromEntries(new URLSearchParams(other.seen[1]?.body))).toEqual({
      grant_type: 'password',
      access_type: 'offline',
      ...login,
      service: 'the registry',
      client_id: 'oci-pack',
    })
  })

  it.each([
    ['refuses the password', answer(401), /refuses the name or the password/],
    ['gives no token', answer(200, {}), /holds no token/],
    ['gives a token that is none', answer(200, { token: 'a\nb' }), /holds no token/],
  ])('that %s', async (_what, act, message) => {
    other.next(/^\/token/, act)
    await expect(verify()).rejects.toThrow(message)
  })

  it('whose token the registry refuses', async () => {
    other.next(/^\/token/, answer(200, { token: 'tok' }))
    registry.next(/^\/v2\/$/, answer(401))
    await expect(verify()).rejects.toThrow(/refuses the name or the password/)
  })
})
