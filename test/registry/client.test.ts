import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { type Descriptor, mediaTypes } from '../../src/oci/descriptor.js'
import type { Reference } from '../../src/oci/reference.js'
import { RegistryClient, type RegistryOptions } from '../../src/registry/client.js'
import { parseMirror } from '../../src/registry/hosts.js'
import { FakeRegistry, cutAfter, redirectTo, sayError, truncateAfter } from '../support/fakeRegistry.js'

let registry: FakeRegistry
let other: FakeRegistry
let home: string
let client: RegistryClient
let reference: Reference
const blob = randomBytes(3_000_000)
const descriptor: Descriptor = { mediaType: mediaTypes.layer, digest: sha256(blob), size: blob.length }

function newClient(options: Partial<RegistryOptions> = {}): RegistryClient {
  return new RegistryClient({
    env: { HOME: home, PATH: process.env['PATH'] },
    backoff: { attempts: 3, first: 1, longest: 2 },
    stallTimeout: 5_000,
    ...options,
  })
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'client-'))
  registry = await FakeRegistry.start()
  other = await FakeRegistry.start()
  registry.addBlob(blob)
  registry.addManifest('team/image', { mediaType: mediaTypes.manifest }, 'v1')
  reference = { host: registry.host, repository: 'team/image', tag: 'v1' }
  client = newClient()
})
afterEach(async () => {
  client.close()
  await registry.stop()
  await other.stop()
  await rm(home, { recursive: true })
})

async function fetchBlob(by = client, wanted = descriptor): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const bytes of by.blob(reference, wanted)) chunks.push(bytes)
  return Buffer.concat(chunks)
}

async function logIn(credentials: Readonly<Record<string, object>>): Promise<void> {
  const path = join(home, 'auth.json')
  await writeFile(path, JSON.stringify({ auths: credentials }))
  client = newClient({ env: { HOME: home, REGISTRY_AUTH_FILE: path } })
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') })

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
    registry.next(/manifests/, (_request, response) => void response.end('{}'))
    await expect(client.manifest({ ...reference, digest })).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringMatching(new RegExp(`${digest}.*${sha256('{}')}`)) as string,
    })
  })

  it('is refused when it is not what the registry says', async () => {
    registry.next(
      /manifests/,
      (_request, response) => void response.setHeader('Docker-Content-Digest', sha256('x')).end('{}'),
    )
    await expect(client.manifest(reference)).rejects.toMatchObject({ code: 'integrity' })
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
    [400, 'registry', undefined],
  ])('of status %i tells what, where, and in whose words', async (status, code, hint) => {
    registry.next(/manifests/, (_request, response) => sayError(response, status, 'SOME_CODE', 'no\nsuch\u0007 thing'))
    await expect(client.manifest(reference)).rejects.toMatchObject({
      code,
      message: `cannot fetch the manifest of ${registry.host}/team/image:v1 from ${registry.host}: HTTP status ${status} (no such thing)`,
      hint: hint ? (expect.stringMatching(hint) as string) : undefined,
    })
    expect(registry.seen).toHaveLength(1)
  })

  it('without a document is the status alone', async () => {
    registry.next(/manifests/, (_request, response) => void response.writeHead(404).end('<html>'))
    await expect(client.manifest(reference)).rejects.toThrow(/HTTP status 404$/)
  })

  it('is told of a host that refuses', async () => {
    const { host } = other
    await other.stop()
    await expect(client.manifest({ ...reference, host })).rejects.toMatchObject({
      code: 'registry',
      message: expect.stringContaining('the connection was refused') as string,
      hint: expect.stringContaining('--registry-mirror') as string,
    })
    other = await FakeRegistry.start()
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
    client = newClient({ backoff: { attempts: 2, first: 1e9, longest: 1e9 } })
    registry.next(/manifests/, (_request, response) => void response.writeHead(429, { 'Retry-After': '0' }).end())
    await expect(client.manifest(reference)).resolves.toBeDefined()
  })

  it('unless Retry-After asks too much', async () => {
    registry.next(/manifests/, (_request, response) => void response.writeHead(429, { 'Retry-After': '86400' }).end())
    await expect(client.manifest(reference)).rejects.toMatchObject({
      hint: expect.stringContaining('docker login') as string,
    })
    expect(registry.seen).toHaveLength(1)
  })

  it('after a stall', async () => {
    client = newClient({ stallTimeout: 50 })
    registry.next(/manifests/, () => undefined)
    await expect(client.manifest(reference)).resolves.toBeDefined()
  })

  it('until the caller stops it', async () => {
    client = newClient({ backoff: { attempts: 9, first: 1e6, longest: 1e6 } })
    const controller = new AbortController()
    registry.next(/manifests/, (_request, response) => {
      sayError(response, 503, 'X', 'later')
      setTimeout(() => controller.abort(), 20)
    })
    await expect(client.manifest(reference, controller.signal)).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('a blob', () => {
  it('comes whole', async () => {
    expect(blob.equals(await fetchBlob())).toBe(true)
  })

  it.each([true, false])('is taken up again where the line was cut (ranges: %j)', async (ranges) => {
    registry.supportsRanges = ranges
    registry.next(/blobs/, cutAfter(blob, 2_000_000))
    expect(blob.equals(await fetchBlob())).toBe(true)
    expect(registry.seen).toHaveLength(2)
    expect(Number(/^bytes=(\d+)-$/.exec(registry.seen[1]?.range ?? '')?.[1])).toBeGreaterThan(0)
  })

  it('is taken up again after a truncated answer', async () => {
    registry.next(/blobs/, truncateAfter(blob, 1_000_000))
    expect(blob.equals(await fetchBlob())).toBe(true)
    expect(registry.seen.map(({ range }) => range)).toEqual([undefined, 'bytes=1000000-'])
  })

  it('is taken up again after a stall', async () => {
    client = newClient({ stallTimeout: 50 })
    registry.next(
      /blobs/,
      (_request, response) =>
        void response.writeHead(200, { 'Content-Length': blob.length }).write(blob.subarray(0, 1000)),
    )
    expect(blob.equals(await fetchBlob())).toBe(true)
  })

  it('is given up when it stays too short', async () => {
    registry.supportsRanges = false
    registry.next(/blobs/, truncateAfter(blob, 1_000_000), 9)
    await expect(fetchBlob()).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining('expected 3000000 bytes, found 1000000') as string,
    })
  })

  it('is given up when it is too long', async () => {
    registry.next(/blobs/, (_request, response) => void response.end(Buffer.concat([blob, Buffer.from('x')])))
    await expect(fetchBlob()).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining('found more') as string,
    })
  })

  it.each(['bytes 5-9/10', 'bytes 1000000-2999999/4000000', '', 'bytes */3000000'])(
    'is not pieced together from another part: %j',
    async (range) => {
      registry.next(/blobs/, truncateAfter(blob, 1_000_000))
      registry.next(
        /blobs/,
        (_request, response) =>
          void response.writeHead(206, range === '' ? {} : { 'Content-Range': range }).end(blob.subarray(1_000_000)),
      )
      await expect(fetchBlob()).rejects.toMatchObject({
        code: 'registry',
        message: expect.stringContaining('asked for the bytes from 1000000 on') as string,
      })
    },
  )

  it('stops when the caller does', async () => {
    const controller = new AbortController()
    registry.next(/blobs/, (_request, response) => {
      response.writeHead(200, { 'Content-Length': blob.length }).write(blob.subarray(0, 1000))
    })
    const reading = (async () => {
      for await (const bytes of client.blob(reference, descriptor, controller.signal))
        if (bytes.length > 0) controller.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'aborted' })
  })
})

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
    ['to an address with a password', 'http://a:b@127.0.0.1/x', /without TLS/],
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

describe('mirrors', () => {
  beforeEach(() => {
    client = newClient({ mirrors: [parseMirror(`${registry.host}=http://${other.host}/hub`, [])] })
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
    const path = join(home, 'auth.json')
    await writeFile(path, JSON.stringify({ auths: { [registry.host]: auth('me:secret') } }))
    client = newClient({
      env: { HOME: home, REGISTRY_AUTH_FILE: path },
      mirrors: [parseMirror(`${registry.host}=http://${other.host}`, [])],
    })
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
    client = newClient({ env: { HOME: home, HTTP_PROXY: `http://${other.host}` }, insecureHosts: ['registry.lan'] })
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

  it('is not used for this machine', async () => {
    client = newClient({ env: { HOME: home, HTTP_PROXY: `http://${other.host}` } })
    await client.manifest(reference)
    expect(other.seen).toEqual([])
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
