import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { FakeRegistry, sayError } from '../support/fakeRegistry.js'
import { registry, client, reference, useRegistries, useClient, fetchBlob } from '../support/registryClient.js'

useRegistries()

describe('a manifest', () => {
  it('comes with its digest', async () => {
    const { bytes, digest } = await client.manifest(reference)
    expect(Buffer.from(bytes).toString()).toBe(JSON.stringify({ mediaType: mediaTypes.manifest }))
    expect(digest).toBe(sha256(bytes))
    expect(await client.manifestDigest(reference)).toBe(digest)
    expect(registry.asked).toEqual(['GET /v2/team/image/manifests/v1', 'HEAD /v2/team/image/manifests/v1'])
  })

  it('is refused when it is not what the reference says', async () => {
    const { digest } = await client.manifest(reference)
    registry.next(/manifests/, (_request, response) => void response.end('{}'), 2)
    await expect(client.manifest({ ...reference, digest })).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringMatching(new RegExp(`${digest}.*${sha256('{}')}`)) as string,
    })
  })

  it('is refused when it is not what the registry says', async () => {
    registry.next(
      /manifests/,
      (_request, response) => void response.setHeader('Docker-Content-Digest', sha256('x')).end('{}'),
      2,
    )
    await expect(client.manifest(reference)).rejects.toMatchObject({ code: 'integrity' })
  })

  it('is asked for once more when it came spoilt', async () => {
    const { digest } = await client.manifest(reference)
    registry.next(/manifests/, (_request, response) => void response.end('{}'))
    expect((await client.manifest({ ...reference, digest })).digest).toBe(digest)
    expect(registry.asked).toHaveLength(3)
  })

  it('has at most 4 MiB', async () => {
    registry.next(/manifests/, (_request, response) => void response.end(Buffer.alloc(4 * 1024 * 1024 + 1, ' ')))
    await expect(client.manifest(reference)).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('more than 4194304 bytes') as string,
    })
  })

  it('is asked for by its digest when the reference has both', async () => {
    const { digest } = await client.manifest(reference)
    await client.manifest({ ...reference, tag: 'gone', digest })
    expect(registry.asked.at(-1)).toBe(`GET /v2/team/image/manifests/${digest}`)
  })
})

describe('an error', () => {
  it.each([
    [404, 'not-found', /Check the name/],
    [401, 'registry', /log in/],
    [403, 'registry', /log in/],
    [400, 'registry', /a proxy or a mirror/],
  ])('of status %i tells what, where, and in whose words', async (status, code, hint) => {
    registry.next(/manifests/, (_request, response) => sayError(response, status, 'SOME_CODE', 'no\nsuch\u0007 thing'))
    await expect(client.manifest(reference)).rejects.toMatchObject({
      code,
      message: `cannot fetch the manifest of ${registry.host}/team/image:v1 from ${registry.host}: HTTP status ${status} (no such thing)`,
      hint: expect.stringMatching(hint) as string,
    })
    expect(registry.seen).toHaveLength(1)
  })

  it('of who speaks TLS, and is spoken to without, says what to do', async () => {
    const words = 'Client sent an HTTP request to an HTTPS server.\n'
    registry.next(/manifests/, (_request, response) => void response.writeHead(400).end(words))
    await expect(client.manifest(reference)).rejects.toMatchObject({
      hint: expect.stringContaining('If it speaks TLS, put ca.crt') as string,
    })
  })

  it('without a document is the status alone', async () => {
    registry.next(/manifests/, (_request, response) => void response.writeHead(404).end('<html>'))
    await expect(client.manifest(reference)).rejects.toThrow(/HTTP status 404$/)
  })

  it('is told of a host that refuses', async () => {
    const gone = await FakeRegistry.start()
    const { host } = gone
    await gone.stop()
    await expect(client.manifest({ ...reference, host })).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('the connection was refused') as string,
      hint: expect.stringContaining('--registry-mirror') as string,
    })
  })

  it('is told of a host that does not exist', async () => {
    await expect(client.manifest({ ...reference, host: 'registry.invalid' })).rejects.toMatchObject({
      code: 'registry',
    })
  })
})

describe('is tried again', () => {
  it.each([429, 500, 502, 503])('after status %i', async (status) => {
    registry.next(/manifests/, (_request, response) => sayError(response, status, 'X', 'later'), 2)
    await expect(client.manifest(reference)).resolves.toBeDefined()
    expect(registry.seen).toHaveLength(3)
  })

  it('after a reset', async () => {
    registry.next(/manifests/, (request) => request.socket.destroy(), 2)
    await expect(client.manifest(reference)).resolves.toBeDefined()
  })

  it('no more than so often', async () => {
    registry.next(/manifests/, (_request, response) => sayError(response, 503, 'X', 'never'), 9)
    await expect(client.manifest(reference)).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('503 (never)') as string,
    })
    expect(registry.seen).toHaveLength(3)
  })

  it('as soon as Retry-After says', async () => {
    useClient({ backoff: { attempts: 2, first: 1e9, longest: 1e9 } })
    registry.next(/manifests/, (_request, response) => void response.writeHead(429, { 'Retry-After': '0' }).end())
    await expect(client.manifest(reference)).resolves.toBeDefined()
  })

  it('unless Retry-After asks too much', async () => {
    registry.next(/manifests/, (_request, response) => void response.writeHead(429, { 'Retry-After': '86400' }).end())
    await expect(client.manifest(reference)).rejects.toMatchObject({
      message: expect.stringContaining('429 (to be tried again after 86400 s)') as string,
      hint: expect.stringContaining('oci-pack login') as string,
    })
    expect(registry.seen).toHaveLength(1)
  })

  it('after a stall', async () => {
    useClient({ stallTimeout: 50 })
    registry.next(/manifests/, () => undefined)
    await expect(client.manifest(reference)).resolves.toBeDefined()
  })

  it('until the caller stops it', async () => {
    useClient({ backoff: { attempts: 9, first: 1e6, longest: 1e6 } })
    const controller = new AbortController()
    registry.next(/manifests/, (_request, response) => {
      sayError(response, 503, 'X', 'later')
      setTimeout(() => controller.abort(), 20)
    })
    await expect(client.manifest(reference, controller.signal)).rejects.toMatchObject({ code: 'aborted' })
  })
})

it('keeps its connection open from one request to the next', async () => {
  const sockets = new Set<unknown>()
  registry.next(
    /./,
    (request, _response, serve) => {
      sockets.add(request.socket)
      serve()
    },
    99,
  )
  await client.manifest(reference)
  await client.manifestDigest(reference)
  await client.manifest({ ...reference, tag: 'none' }).catch(() => undefined)
  await fetchBlob()
  expect(sockets.size).toBe(1)
})
