import { beforeEach, describe, expect, it } from 'vitest'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { parseMirror } from '../../src/registry/hosts.js'
import { cutAfter } from '../support/fakeRegistry.js'
import {
  registry,
  other,
  home,
  logIn,
  client,
  reference,
  blob,
  useRegistries,
  useClient,
  fetchBlob,
  auth,
} from '../support/registryClient.js'

useRegistries()

describe('mirrors', () => {
  beforeEach(() => {
    useClient({ mirrors: [parseMirror(`${registry.host}=http://${other.host}/hub`, [])] })
  })

  it('are asked first, under their prefix, and serve what they have', async () => {
    other.addManifest('hub/team/image', { mediaType: mediaTypes.manifest }, 'v1')
    await client.manifest(reference)
    expect(other.asked).toEqual(['GET /v2/hub/team/image/manifests/v1'])
    expect(registry.seen).toEqual([])
  })

  it('give way to the registry, which then stays first', async () => {
    await client.manifest(reference)
    expect(other.seen).toHaveLength(1)
    await client.manifest(reference)
    expect(other.seen).toHaveLength(1)
  })

  it('get no credentials of the registry', async () => {
    other.challenge = 'Basic realm="x"'
    other.authorize = () => false
    await logIn(
      { [registry.host]: auth('me:secret') },
      { mirrors: [parseMirror(`${registry.host}=http://${other.host}`, [])] },
    )
    await client.manifest(reference)
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined])
  })

  it('are told of when all fail', async () => {
    await expect(client.manifest({ ...reference, tag: 'none' })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(new RegExp(`from ${registry.host}: .*; .*from ${other.host}: `)) as string,
    })
  })

  it('hand over a blob that they cannot finish', async () => {
    other.next(/blobs/, cutAfter(blob, 2_000_000))
    expect(blob.equals(await fetchBlob())).toBe(true)
    expect(registry.seen[0]?.range).toMatch(/^bytes=\d{2,}-$/)
  })
})

describe('a proxy', () => {
  it('is what a request goes through, on connections that stay open', async () => {
    useClient({ env: { HOME: home, HTTP_PROXY: `http://${other.host}` }, insecureHosts: ['registry.lan'] })
    const path = 'http://registry.lan/v2/team/image/manifests/v1'
    const sockets = new Set<unknown>()
    other.next(
      /^http:/,
      (request, response) => {
        sockets.add(request.socket)
        response.end('{}')
      },
      3,
    )
    for (let i = 0; i < 3; i++) await client.manifest({ ...reference, host: 'registry.lan' })
    expect(other.asked).toEqual([`GET ${path}`, `GET ${path}`, `GET ${path}`])
    expect(sockets.size).toBe(1)
  })

  it('tells that it is not there, or refuses, as what the proxy does', async () => {
    const there = (proxy: string) =>
      useClient({ env: { HOME: home, HTTP_PROXY: `http://me:secret@${proxy}` }, insecureHosts: ['registry.lan'] })
    const failing = (): Promise<unknown> =>
      client.manifest({ ...reference, host: 'registry.lan' }).catch((error: unknown) => error)
    there(other.host)
    other.next(/^http:/, (_request, response) => void response.writeHead(407).end())
    const refused = await failing()
    there('127.0.0.1:1')
    const absent = await failing()
    expect([refused, absent]).toMatchObject([
      { message: expect.stringContaining(`the proxy ${other.host} refused with status 407`) as string },
      { message: expect.stringContaining('the proxy 127.0.0.1:1 cannot be reached (ECONNREFUSED)') as string },
    ])
    for (const failure of [refused, absent])
      expect(failure).toMatchObject({ hint: expect.stringContaining('HTTP_PROXY') as string })
    expect(String(refused) + String(absent)).not.toContain('secret')
  })

  it('is not used for this machine', async () => {
    useClient({ env: { HOME: home, HTTP_PROXY: `http://${other.host}` } })
    await client.manifest(reference)
    expect(other.seen).toEqual([])
  })
})
