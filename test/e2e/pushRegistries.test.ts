import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { pushContent } from '../../src/export/registry.js'
import { bytesBlob, imageContent } from '../../src/oci/imageContent.js'
import type { Image } from '../../src/oci/image.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { parseConfig } from '../../src/oci/manifest.js'
import { RegistryClient, type RegistryOptions } from '../../src/registry/client.js'
import { certify, hasOpenssl, makeAuthority } from '../support/authorities.js'
import { run } from '../support/command.js'
import { CuttingProxy } from '../support/cuttingProxy.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { hasRealRegistry, RealRegistry } from '../support/realRegistry.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'
import { TokenServer } from '../support/tokenServer.js'

const folder = temporaryFolder()
const mebibyte = 1024 * 1024
const clients: RegistryClient[] = []
afterAll(() => {
  for (const client of clients) client.close()
})

function clientOf(options: Partial<RegistryOptions> = {}): RegistryClient {
  const client = new RegistryClient({ env: { HOME: folder }, chunkSize: mebibyte, ...options })
  clients.push(client)
  return client
}

/** A client of somebody who has logged in. */
function loggedIn(host: string, text: string): RegistryClient {
  const path = join(folder, `${sha256(host + text).slice(7, 20)}.json`)
  writeFileSync(path, JSON.stringify({ auths: { [host]: { auth: Buffer.from(text).toString('base64') } } }))
  return clientOf({ env: { HOME: folder, REGISTRY_AUTH_FILE: path } })
}

/** An image of two layers, one of them larger than a chunk, in files. */
async function makeImage(): Promise<Image> {
  const sample = sampleImage([await sampleTar({ a: randomBytes(3 * mebibyte) }), await sampleTar({ b: 'small' })])
  const layers = sample.layers.map(({ blob, diffId, descriptor }, i) => {
    const path = join(folder, `layer${i}`)
    writeFileSync(path, blob)
    return { descriptor, diffId, locate: () => Promise.resolve({ path, offset: 0 }) }
  })
  return { config: parseConfig(sample.config, 'sample'), configBytes: sample.config, layers }
}

let image: Image
beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  image = await makeImage()
})

const name = (host: string, repository: string) => ({ host, repository, tag: '1' })
async function push(client: RegistryClient, host: string, ...repositories: string[]): Promise<string[]> {
  const ends: string[] = []
  await pushContent(
    imageContent(image),
    repositories.map((repository) => name(host, repository)),
    {
      client,
      emit: (event) => event.type === 'step-done' && ends.push(event.detail ?? ''),
      signal: new AbortController().signal,
    },
  )
  return ends.sort()
}
/** Reads all of the image back. */
async function pull(client: RegistryClient, host: string, repository: string): Promise<void> {
  const { digest } = await client.manifest(name(host, repository))
  expect(digest).toBe(imageContent(image).descriptor.digest)
  for (const { descriptor } of imageContent(image).blobs) {
    const chunks: Uint8Array[] = []
    for await (const bytes of client.blob({ host, repository }, descriptor)) chunks.push(bytes)
    expect(sha256(Buffer.concat(chunks))).toBe(descriptor.digest)
  }
}

const hasParts = needs('docker-registry', hasRealRegistry) && needs('openssl', hasOpenssl)

describe.runIf(hasParts)('an image is pushed to a registry of Distribution', () => {
  it('that is open; what another repository has is mounted, what is there is not sent', async () => {
    const registry = await RealRegistry.start(join(folder, 'open'))
    const client = clientOf()
    expect(await push(client, registry.host, 'a', 'team/b')).toEqual([
      'mounted',
      'mounted',
      'mounted',
      'sent',
      'sent',
      'sent',
    ])
    await pull(client, registry.host, 'team/b')
    expect(await push(client, registry.host, 'a', 'team/b')).toEqual([])
    await registry.close()
  })

  it('over a line that is cut again and again, with its uploads lost', async () => {
    const registry = await RealRegistry.start(join(folder, 'cut'))
    const port = Number(registry.host.split(':')[1])
    const proxy = await CuttingProxy.start(port, [500_000, 1_500_000, 2_500_000, 4_000_000])
    const bytes = randomBytes(5 * mebibyte)
    const blob = bytesBlob({ mediaType: mediaTypes.layer, digest: sha256(bytes), size: bytes.length }, bytes)
    const client = clientOf({ backoff: { attempts: 3, first: 50, longest: 50 } })
    const repository = { host: proxy.host, repository: 'a' }
    expect(await client.pushBlob(repository, blob)).toBe('sent')
    expect(proxy.cut).toBe(4)
    const found: Uint8Array[] = []
    for await (const piece of client.blob(repository, blob.descriptor)) found.push(piece)
    expect(sha256(Buffer.concat(found))).toBe(blob.descriptor.digest)
    await proxy.stop()
    await registry.close()
  })

  it('that asks for a password', async () => {
    const users = join(folder, 'users')
    // The password is "secret".
    writeFileSync(users, 'me:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n')
    const auth = { htpasswd: { realm: 'x', path: users } }
    const registry = await RealRegistry.start(join(folder, 'password'), { auth })
    await expect(push(clientOf(), registry.host, 'a')).rejects.toMatchObject({
      code: 'registry',
      hint: expect.stringContaining('who may push') as string,
    })
    await expect(push(loggedIn(registry.host, 'me:wrong'), registry.host, 'a')).rejects.toThrow(/HTTP status 401/)
    const client = loggedIn(registry.host, 'me:secret')
    expect(await push(client, registry.host, 'a')).toEqual(['sent', 'sent', 'sent'])
    await pull(client, registry.host, 'a')
    await registry.close()
  })

  describe('that wants tokens of another server', () => {
    let tokens: TokenServer
    let registry: RealRegistry
    beforeAll(async () => {
      const certificate = await makeAuthority(folder, 'tokens')
      // Everybody may read what is public; I may write where my name is; nobody else's secrets are mine.
      tokens = await TokenServer.start(certificate, { me: 'secret', you: 'secret' }, (user, repository, actions) =>
        actions.filter((action) =>
          action === 'pull' ? !repository.includes('secret') || user === 'you' : repository.startsWith(`${user}/`),
        ),
      )
      registry = await RealRegistry.start(join(folder, 'token'), { auth: tokens.auth })
    })
    afterAll(async () => {
      await registry.close()
      await tokens.stop()
    })

    it('who may push pushes, everybody pulls', async () => {
      const { host } = registry
      const client = loggedIn(host, 'me:secret')
      expect(await push(client, host, 'me/a', 'me/b')).toEqual([
        'mounted',
        'mounted',
        'mounted',
        'sent',
        'sent',
        'sent',
      ])
      expect(tokens.asked).toEqual([
        ['repository:me/a:pull,push'],
        ['repository:me/b:pull,push'],
        ['repository:me/b:pull,push', 'repository:me/a:pull'],
      ])
      await pull(clientOf(), host, 'me/b')
      expect(tokens.asked.slice(3)).toEqual([['repository:me/b:pull']])
    })

    it('who may not push is told so', async () => {
      for (const client of [clientOf(), loggedIn(registry.host, 'you:secret')]) {
        await expect(push(client, registry.host, 'me/new')).rejects.toMatchObject({
          code: 'registry',
          message: expect.stringContaining('cannot push the blob') as string,
          hint: expect.stringContaining('who may push') as string,
        })
      }
      await expect(push(loggedIn(registry.host, 'me:wrong'), registry.host, 'me/new')).rejects.toThrow(
        /cannot get a token to push me\/new to .* HTTP status 401 \(wrong password\)/,
      )
    })

    it('what may not be read elsewhere is sent instead', async () => {
      const { host } = registry
      await push(loggedIn(host, 'you:secret'), host, 'you/secret')
      const content = imageContent(image)
      const origin = { host, repository: 'you/secret' }
      const client = loggedIn(host, 'me:secret')
      const how = await Promise.all(
        content.blobs.map((blob) => client.pushBlob(name(host, 'me/c'), { ...blob, origin })),
      )
      expect(how).toEqual(['sent', 'sent', 'sent'])
    })

    it('a token that ends on the way is renewed', async () => {
      const { host } = registry
      tokens.life = 11 // One second of it is used.
      const client = loggedIn(host, 'me:secret')
      const bytes = randomBytes(3 * mebibyte)
      const descriptor = { mediaType: mediaTypes.layer, digest: sha256(bytes), size: bytes.length }
      const before = tokens.asked.length
      const slow = {
        ...bytesBlob(descriptor, bytes),
        async *open(from = 0) {
          for (let at = from; at < bytes.length; at += mebibyte) {
            await new Promise((resolve) => setTimeout(resolve, 700))
            yield bytes.subarray(at, at + mebibyte)
          }
        },
      }
      expect(await client.pushBlob(name(host, 'me/slow'), slow)).toBe('sent')
      expect(tokens.asked.length - before).toBeGreaterThan(1)
      tokens.life = 300
    })
  })

  it('that speaks TLS by a certificate of an authority that is named', async () => {
    const host = hostname()
    const address = await lookup(host).then(
      ({ address }) => address,
      () => '',
    )
    if (!needs('a name of this machine that can be looked up', /^[\w.-]+$/.test(host) && address !== '')) return
    const authority = await makeAuthority(folder, 'authority')
    const tls = await certify(authority, folder, host, [`DNS:${host}`, `IP:${address}`])
    const registry = await RealRegistry.start(join(folder, 'over-tls'), { address, name: host, tls })
    const bytes = randomBytes(3 * mebibyte)
    const path = join(folder, 'blob')
    writeFileSync(path, bytes)
    // The authorities that Node trusts are read when it starts.
    const program = fileURLToPath(new URL('../support/pushFile.ts', import.meta.url))
    const args = ['--import', 'tsx', program, registry.host, path]
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority.certificate }
    expect(await run(process.execPath, args, { env })).toMatchObject({
      stdout: 'sent, there again: there\n',
      status: 0,
    })
    const untrusted = await run(process.execPath, args, { env: { ...env, NODE_EXTRA_CA_CERTS: '' } })
    expect(untrusted).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the certificate of the host is not trusted') as string,
    })
    await registry.close()
  })
})
