import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { type PeerCertificate, TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { certificateFolders, hostCertificates } from '../../src/registry/certificates.js'
import { RegistryClient, type RegistryOptions } from '../../src/registry/client.js'
import { parseMirror } from '../../src/registry/hosts.js'
import { type Certified, certify, hasOpenssl, makeAuthority } from '../support/authorities.js'
import { ConnectProxy } from '../support/connectProxy.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'

const folder = temporaryFolder()
let tests = 0
let home: string
beforeEach(() => {
  home = join(folder, `home${++tests}`)
})

/** Puts files into the user's folder of a host's certificates. */
function keep(host: string, files: Readonly<Record<string, string>>, below = '.config/containers/certs.d'): string {
  const place = join(home, below, host)
  mkdirSync(place, { recursive: true })
  for (const [name, path] of Object.entries(files)) {
    if (path === '') writeFileSync(join(place, name), '')
    else copyFileSync(path, join(place, name))
  }
  return place
}

describe('the certificates of a host', () => {
  const find = (host: string): Promise<unknown> =>
    hostCertificates(host, certificateFolders({ HOME: home }).slice(0, 2))

  it.each([
    ['a.example', 'a.example', true],
    ['a.example', 'a.example:443', true],
    ['a.example:5000', 'a.example:5000', true],
    ['a.example:5000', 'a.example', false],
    ['a.example', 'a.example:5000', false],
    ['registry-1.docker.io', 'docker.io', true],
  ])('%s has those of %s: %j', async (host, name, expected) => {
    keep(name, { 'ca.crt': '' })
    expect((await find(host)) !== undefined).toBe(expected)
  })

  it('are those of the first folder', async () => {
    const first = keep('a.example', {})
    keep('a.example', { 'ca.crt': '' }, '.config/docker/certs.d')
    expect(await find('a.example')).toEqual({ place: first, authorities: [], clients: [] })
  })

  it.each([
    ['client.cert', '.key'],
    ['client.key', '.cert'],
  ])('are refused where %s has no %s', async (name, missing) => {
    keep('a.example', { [name]: '' })
    await expect(find('a.example')).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining(`${name} has no ${missing} file`) as string,
    })
  })
})

/** Whom the certificate of a client names. */
function clientOf({ socket }: IncomingMessage): string | string[] | undefined {
  const shown: Partial<PeerCertificate> = socket instanceof TLSSocket ? socket.getPeerCertificate() : {}
  return shown.subject?.CN
}

describe.runIf(needs('openssl', hasOpenssl))('TLS', () => {
  let authority: Certified
  let stranger: Certified
  let client: Certified
  let server: Server
  let host: string
  let proxy: ConnectProxy
  const seen: { path: string; authorization: string | undefined; client: string | string[] | undefined }[] = []
  const clients: RegistryClient[] = []

  beforeAll(async () => {
    authority = await makeAuthority(folder, 'authority')
    stranger = await makeAuthority(folder, 'stranger')
    client = await certify(authority, folder, 'client', [])
    const own = await certify(authority, folder, 'server', ['IP:127.0.0.1', 'DNS:a.example', 'DNS:b.example'])
    server = createServer(
      {
        cert: readFileSync(own.certificate),
        key: readFileSync(own.key),
        ca: readFileSync(authority.certificate),
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => {
        const path = `${request.headers.host ?? ''}${request.url ?? ''}`
        seen.push({ path, authorization: request.headers.authorization, client: clientOf(request) })
        if (path.includes('/elsewhere/')) response.writeHead(307, { location: 'https://b.example/v2/x/manifests/v1' })
        response.end('{}')
      },
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    proxy = await ConnectProxy.start()
    for (const name of ['a.example', 'b.example']) proxy.places.set(`${name}:443`, host)
  })
  beforeEach(() => {
    seen.length = 0
    proxy.seen.length = 0
    proxy.wanted = proxy.refusal = undefined
  })
  afterEach(() => {
    for (const made of clients.splice(0)) made.close()
  })
  afterAll(async () => {
    await proxy.stop()
    server.closeAllConnections()
    server.close()
  })

  const fetch = (options: Partial<RegistryOptions>, name = 'a.example', repository = 'team/x'): Promise<unknown> => {
    const env = { HOME: home, HTTPS_PROXY: `http://${proxy.host}`, ...options.env }
    const made = new RegistryClient({ backoff: { attempts: 1, first: 1, longest: 1 }, ...options, env })
    clients.push(made)
    return made.manifest({ host: name, repository, tag: 'v1' })
  }
  const ours = (): Record<string, string> => ({
    'ca.crt': authority.certificate,
    'client.cert': client.certificate,
    'client.key': client.key,
  })

  it('is refused to who is certified by nobody we know', async () => {
    await expect(fetch({})).rejects.toMatchObject({
      message: expect.stringMatching(/certificate of the host is not trusted/) as string,
      hint: expect.stringContaining('/etc/containers/certs.d/HOST') as string,
    })
    keep('a.example', { 'ca.crt': stranger.certificate })
    await expect(fetch({})).rejects.toThrow(/not trusted/)
    expect(seen).toEqual([])
  })

  it('trusts who a host is certified by, and shows that host our certificate', async () => {
    keep('a.example', ours())
    await fetch({})
    expect(seen).toMatchObject([{ client: 'client' }])
  })

  it.each([
    ['SSL_CERT_FILE', () => authority.certificate],
    ['SSL_CERT_DIR', () => `${join(folder, 'absent')}:${dirname(authority.certificate)}`],
  ])('trusts for all hosts whom %s names, besides whom a host has', async (name, value) => {
    const env = { [name]: value() }
    await fetch({ env })
    keep('b.example', { 'ca.crt': stranger.certificate })
    await fetch({ env }, 'b.example')
    expect(seen).toHaveLength(2)
  })

  it('does so without a proxy, for a port', async () => {
    keep(host, ours())
    await fetch({ env: { HTTPS_PROXY: '' }, secureHosts: [host] }, host)
    expect(seen).toMatchObject([{ client: 'client' }])
  })

  it('neither trusts nor shows anything elsewhere', async () => {
    keep('a.example', ours())
    await expect(fetch({}, 'b.example')).rejects.toThrow(/not trusted/)
    await expect(fetch({}, 'a.example', 'elsewhere/x')).rejects.toThrow(/not trusted/)
    keep('b.example', { 'ca.crt': authority.certificate })
    await fetch({}, 'a.example', 'elsewhere/x')
    expect(seen.map(({ path, client: shown }) => [path.split('/')[0], shown])).toEqual([
      ['a.example', 'client'],
      ['a.example', 'client'],
      ['b.example', undefined],
    ])
  })

  it('takes the folder that is named, for the registries that are asked and for no other', async () => {
    const named = keep('named', ours(), '')
    await fetch({ certificates: named })
    await expect(fetch({ certificates: named }, 'a.example', 'elsewhere/x')).rejects.toThrow(/not trusted/)
    await fetch({ certificates: named, mirrors: [parseMirror('c.example=https://a.example', [])] }, 'c.example')
    expect(seen.map(({ client: shown }) => shown)).toEqual(['client', 'client', 'client'])
    await expect(fetch({ certificates: join(home, 'none') })).rejects.toMatchObject({ code: 'usage' })
  })

  it('trusts the authority of a registry for its token server too, and shows it nothing', async () => {
    const realm = `Bearer realm="https://b.example/token"`
    const others = server.listeners('request')
    server.removeAllListeners('request')
    server.on('request', (request, response) => {
      const { authorization } = request.headers
      seen.push({ path: request.headers.host ?? '', authorization, client: clientOf(request) })
      if (request.url?.startsWith('/token')) response.end('{"token":"t"}')
      else if (authorization === 'Bearer t') response.end('{}')
      else response.writeHead(401, { 'www-authenticate': realm }).end()
    })
    try {
      keep('a.example', ours())
      await fetch({})
    } finally {
      server.removeAllListeners('request')
      for (const listener of others) server.on('request', listener as () => void)
    }
    expect(seen.map(({ path, client: shown }) => [path, shown])).toEqual([
      ['a.example', 'client'],
      ['b.example', undefined],
      ['a.example', 'client'],
    ])
  })

  it('refuses what is no certificate, and a key of another', async () => {
    const refused = async (place: string): Promise<void> =>
      expect(fetch({})).rejects.toMatchObject({ code: 'format', message: expect.stringContaining(place) as string })
    const place = keep('a.example', { 'client.cert': client.certificate, 'client.key': stranger.key })
    await refused(place)
    rmSync(place, { recursive: true })
    keep('a.example', { 'ca.crt': '' })
    await refused(place)
    writeFileSync(join(place, 'ca.crt'), '-----BEGIN CERTIFICATE-----\nx\n')
    await refused(place)
  })

  describe('through a proxy', () => {
    beforeEach(() => {
      keep('a.example', { 'ca.crt': authority.certificate })
    })
    const withLogin = (): Partial<RegistryOptions> => ({ env: { HTTPS_PROXY: `http://me:pr%40xy@${proxy.host}` } })

    it('shows the proxy who we are, and nobody else', async () => {
      proxy.wanted = `Basic ${Buffer.from('me:pr@xy').toString('base64')}`
      await fetch(withLogin())
      expect(proxy.seen).toEqual([
        { line: 'CONNECT a.example:443', proxyAuthorization: proxy.wanted, authorization: undefined },
      ])
      expect(seen).toEqual([{ path: 'a.example/v2/team/x/manifests/v1', authorization: undefined, client: undefined }])
    })

    it('tells that the proxy refuses, without what we showed it', async () => {
      proxy.wanted = 'Basic other'
      const failure: unknown = await fetch(withLogin()).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(OciPackError)
      expect(failure).toMatchObject({
        message: expect.stringContaining(`the proxy ${proxy.host} refused with status 407`) as string,
        hint: expect.stringContaining('HTTPS_PROXY') as string,
      })
      expect(String(failure)).not.toMatch(/pr(@|%40)xy/)
    })

    it.each([
      ['a challenge', 'HTTP/1.1 401 Who?\r\nWWW-Authenticate: Bearer realm="https://b.example/token"\r\n\r\n'],
      ['a redirect', 'HTTP/1.1 302 There\r\nLocation: https://b.example/v2/team/x/manifests/v1\r\n\r\n'],
      ['a manifest', 'HTTP/1.1 203 Mine\r\nContent-Length: 2\r\n\r\n{}'],
    ])('takes %s from the proxy itself for a refusal', async (_what, answer) => {
      keep('b.example', { 'ca.crt': authority.certificate })
      proxy.refusal = answer
      await expect(fetch({})).rejects.toThrow(/the proxy .* refused with status/)
      expect(seen).toEqual([])
      expect(proxy.seen.map(({ line }) => line)).toEqual(['CONNECT a.example:443'])
    })

    it('tells that the proxy is not there', async () => {
      await expect(fetch({ env: { HTTPS_PROXY: 'http://127.0.0.1:1' } })).rejects.toThrow(
        /the proxy 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/,
      )
    })
  })
})
