import { beforeEach, describe, expect, it } from 'vitest'
import { FakeRegistry, redirectTo, sayError } from '../support/fakeRegistry.js'
import {
  registry,
  other,
  client,
  reference,
  useRegistries,
  logIn,
  fetchBlob,
  basic,
  auth,
} from '../support/registryClient.js'

useRegistries()

describe('who asks', () => {
  it('is told by Basic where the registry wants it, once it has asked', async () => {
    registry.authorize = (header) => header === basic('me:secret')
    registry.challenge = 'Basic realm="x"'
    await logIn({ [registry.host]: auth('me:secret') })
    await client.manifest(reference)
    await fetchBlob()
    expect(registry.seen.map(({ authorization }) => authorization !== undefined)).toEqual([false, true, true])
  })

  it('is not told where nobody logged in', async () => {
    registry.authorize = () => false
    registry.challenge = 'Basic realm="x"'
    await expect(client.manifest(reference)).rejects.toMatchObject({
      code: 'registry',
      hint: expect.stringContaining('log in') as string,
    })
    expect(registry.seen).toHaveLength(1)
  })

  it('never shows in an error', async () => {
    registry.authorize = () => false
    registry.challenge = 'Basic realm="x"'
    await logIn({ [registry.host]: auth('me:secret') })
    const error: unknown = await client.manifest(reference).catch((thrown: unknown) => thrown)
    expect(JSON.stringify(error) + String(error)).not.toMatch(/secret|bWU6c2VjcmV0/)
  })

  describe('by a token', () => {
    let asked: { path: string; authorization: string | undefined; body: string }[]
    let life: number | undefined
    beforeEach(() => {
      asked = []
      life = undefined
      registry.challenge = `Bearer realm="http://${other.host}/token?x=1",service="the registry",scope="repository:team/image:pull,push"`
      registry.authorize = (header) => header === `Bearer token-${asked.length}`
      other.next(
        /^\/token/,
        (_request, response) => {
          const { path = '', authorization, body = '' } = other.seen.at(-1) ?? {}
          asked.push({ path, authorization, body })
          response.end(
            JSON.stringify({ token: `token-${asked.length}`, ...(life === undefined ? {} : { expires_in: life }) }),
          )
        },
        99,
      )
    })

    it('gets one without logging in, for pulling only, and keeps it', async () => {
      await client.manifest(reference)
      await Promise.all([fetchBlob(), fetchBlob()])
      expect(asked).toEqual([
        {
          path: '/token?x=1&service=the+registry&scope=repository%3Ateam%2Fimage%3Apull',
          authorization: undefined,
          body: '',
        },
      ])
    })

    it('gets one by user and password', async () => {
      await logIn({ [registry.host]: auth('me:secret') })
      await client.manifest(reference)
      expect(asked.map(({ authorization }) => authorization)).toEqual([basic('me:secret')])
      expect(registry.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer token-1'])
    })

    it('gets one by an identity token', async () => {
      await logIn({ [registry.host]: { ...auth('me:'), identitytoken: 'idt' } })
      await client.manifest(reference)
      expect(asked).toMatchObject([{ path: '/token?x=1', authorization: undefined }])
      expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
        grant_type: 'refresh_token',
        client_id: 'oci-pack',
        refresh_token: 'idt',
        service: 'the registry',
        scope: 'repository:team/image:pull',
      })
    })

    it('gets another when the first is refused', async () => {
      await client.manifest(reference)
      registry.authorize = (header) => header === 'Bearer token-2'
      await client.manifest(reference)
      expect(asked).toHaveLength(2)
    })

    it('shares one among those who ask at once', async () => {
      life = 3600
      await Promise.all([client.manifest(reference), client.manifest(reference), fetchBlob()])
      expect(asked).toHaveLength(1)
    })

    it('is not sent an identity token on to elsewhere', async () => {
      await logIn({ [registry.host]: { ...auth('me:'), identitytoken: 'idt' } })
      const realm = await FakeRegistry.start()
      registry.challenge = `Bearer realm="http://${realm.host}/moved"`
      realm.next(
        /moved/,
        redirectTo(() => `http://${other.host}/token`, 307),
      )
      await expect(client.manifest(reference)).rejects.toThrow(/redirected, which is refused/)
      expect(other.seen).toEqual([])
      await realm.stop()
    })

    it.each([
      ['without TLS elsewhere', 'Bearer realm="http://auth.invalid/token"', /without TLS/],
      ['at no address', 'Bearer service="x"', /no address/],
    ])('is not sought %s', async (_, challenge, message) => {
      await logIn({ [registry.host]: auth('me:secret') })
      registry.challenge = challenge
      await expect(client.manifest(reference)).rejects.toMatchObject({
        code: 'registry',
        message: expect.stringMatching(message) as string,
      })
    })

    it('is the one that the user has for the registry itself', async () => {
      await logIn({ [registry.host]: { registrytoken: 'own' } })
      registry.authorize = (header) => header === 'Bearer own'
      registry.challenge = `Bearer realm="http://${other.host}/token"`
      await client.manifest(reference)
      expect(other.seen).toEqual([])
    })

    it('tells that no token was given', async () => {
      await logIn({ [registry.host]: auth('me:wrong') })
      const realm = await FakeRegistry.start()
      registry.challenge = `Bearer realm="http://${realm.host}/token"`
      realm.next(/token/, (_request, response) => sayError(response, 401, 'UNAUTHORIZED', 'wrong password'))
      await expect(client.manifest(reference)).rejects.toMatchObject({
        message: expect.stringMatching(/token to pull team\/image .*wrong password/) as string,
      })
      await realm.stop()
    })
  })
})
