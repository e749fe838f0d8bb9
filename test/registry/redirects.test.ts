import { beforeEach, describe, expect, it } from 'vitest'
import { redirectTo, sayError, truncateAfter } from '../support/fakeRegistry.js'
import {
  registry,
  other,
  blob,
  descriptor,
  useRegistries,
  logIn,
  fetchBlob,
  basic,
  auth,
} from '../support/registryClient.js'

useRegistries()

describe('redirects', () => {
  beforeEach(async () => {
    other.addBlob(blob)
    registry.authorize = (header) => header === basic('me:secret')
    registry.challenge = 'Basic realm="x"'
    await logIn({ [registry.host]: auth('me:secret') })
  })

  it('are followed to another origin, without the credentials', async () => {
    registry.authorize = undefined
    registry.next(/blobs/, (_request, response) => {
      response.setHeader('WWW-Authenticate', registry.challenge)
      sayError(response, 401, 'X', 'who?')
    })
    registry.next(
      /blobs/,
      redirectTo((path) => `http://${other.host}${path}`),
    )
    expect(blob.equals(await fetchBlob())).toBe(true)
    expect(registry.seen.map(({ authorization }) => authorization)).toEqual([undefined, basic('me:secret')])
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined])
  })

  it('do not get the credentials back by returning', async () => {
    await fetchBlob()
    registry.next(
      /blobs/,
      redirectTo((path) => `http://${other.host}${path}`),
    )
    other.next(
      /blobs/,
      redirectTo((path) => `http://${registry.host}${path}`),
    )
    await expect(fetchBlob()).rejects.toMatchObject({ code: 'registry' })
    expect(registry.seen.map(({ authorization }) => authorization !== undefined)).toEqual([false, true, true, false])
  })

  it('lead to nobody whose challenge is answered', async () => {
    other.authorize = () => false
    other.challenge = `Bearer realm="http://${other.host}/token"`
    await fetchBlob()
    registry.next(
      /blobs/,
      redirectTo((path) => `http://${other.host}${path}`),
    )
    await expect(fetchBlob()).rejects.toMatchObject({ code: 'registry' })
    expect(other.asked).toEqual([`GET /v2/team/image/blobs/${descriptor.digest}`])
  })

  it('keep the credentials within their origin', async () => {
    await fetchBlob()
    registry.next(
      /blobs/,
      redirectTo((path) => path),
    )
    expect(blob.equals(await fetchBlob())).toBe(true)
  })

  it.each([
    ['to plain HTTP elsewhere', 'http://registry.invalid/x', /without TLS/],
    ['to another scheme', 'file:///etc/passwd', /without TLS/],
    ['to an address with a password', 'http://a:b@127.0.0.1/x', /holds credentials/],
    ['to nonsense', 'http://', /ill-formed/],
  ])('are refused %s', async (_, address, message) => {
    await fetchBlob()
    registry.next(
      /blobs/,
      redirectTo(() => address),
    )
    await expect(fetchBlob()).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringMatching(message) as string,
    })
  })

  it('are not followed for ever', async () => {
    await fetchBlob()
    registry.next(
      /blobs/,
      redirectTo((path) => path),
      99,
    )
    await expect(fetchBlob()).rejects.toThrow('redirected more than 8 times')
  })

  it('keep the range', async () => {
    await fetchBlob()
    registry.next(/blobs/, truncateAfter(blob, 1_000_000))
    registry.next(
      /blobs/,
      redirectTo((path) => `http://${other.host}${path}`),
    )
    expect(blob.equals(await fetchBlob())).toBe(true)
    expect(other.seen[0]?.range).toBe('bytes=1000000-')
  })
})
