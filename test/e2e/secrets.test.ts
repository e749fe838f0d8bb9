import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Ended, run } from '../support/command.js'
import { FakeRegistry, redirectTo } from '../support/fakeRegistry.js'
import { temporaryFolder } from '../support/folder.js'
import { cliPath } from '../support/paths.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'

/** What nobody else may see, in all forms that it takes on the way. */
const password = 'pA55w0rd-of-mine'
const token = 't0ken-of-the-server'
const refresh = 'l4sting-token'
const signature = 's1gned-by-the-store'
const encoded = Buffer.from(`me:${password}`).toString('base64')
const secrets = [password, token, refresh, signature, encoded]
const found = (text: string): string[] => secrets.filter((secret) => text.includes(secret))

const image = sampleImage([await sampleTar({ a: 'b' })])

/** A server of another origin, which keeps all that it is sent. */
class Stranger {
  readonly seen: string[] = []
  answer: (request: IncomingMessage) => string = () => '{}'
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      this.seen.push(
        `${request.method} ${request.url} ${request.rawHeaders.join(' ')} ${Buffer.concat(chunks).toString()}`,
      )
      response.end(this.answer(request))
    })
  })

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

describe('what shows who one is to a registry', () => {
  const folder = temporaryFolder()
  let tests = 0
  let home: string
  let registry: FakeRegistry
  const stranger = new Stranger()

  beforeAll(async () => {
    await stranger.start()
  })
  afterAll(() => stranger.stop())
  beforeEach(async () => {
    home = join(folder, `home${++tests}`)
    mkdirSync(join(home, 'context'), { recursive: true })
    stranger.seen.length = 0
    stranger.answer = () => '{}'
    registry = await FakeRegistry.start()
    for (const blob of [image.config, ...image.layers.map((layer) => layer.blob)]) registry.addBlob(blob)
    registry.addManifest('team/base', image.manifest, 'v1')
    writeFileSync(join(home, 'context/Dockerfile'), `FROM ${registry.host}/team/base:v1\nCOPY Dockerfile /\n`)
    return () => registry.stop()
  })

  const oci = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    run('bash', ['-c', 'printf %s "$0" | exec "$@"', password, process.execPath, cliPath, ...args], {
      env: { PATH: process.env['PATH'], HOME: home, OCI_PACK_DEBUG: '1', ...env },
    })
  const logIn = (): void => {
    mkdirSync(join(home, '.docker'))
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ auths: { [registry.host]: { auth: encoded } } }))
  }
  const build = (progress: string): Promise<Ended> =>
    oci(['build', '--progress', progress, '-o', join(home, 'image.tar'), join(home, 'context')])

  /** All that is written below a folder, but for the file that credentials are kept in. */
  function written(below: string): string[] {
    return readdirSync(below, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile() && entry.name !== 'config.json')
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  }
  function expectHidden({ stdout, stderr }: Ended): void {
    expect(found(stdout)).toEqual([])
    expect(found(stderr)).toEqual([])
    expect(written(home).flatMap(found)).toEqual([])
  }

  const ways: [string, () => void][] = [
    ['a password', () => (registry.challenge = 'Basic realm="r"')],
    ['a token', () => (registry.challenge = `Bearer realm="http://${registry.host}/token",service="s"`)],
  ]
  describe.each(ways)('as %s', (_what, challenge) => {
    beforeEach(() => {
      challenge()
      registry.authorize = (header) => header === `Basic ${encoded}` || header === `Bearer ${token}`
      registry.next(/^\/token/, (_request, response) => response.end(JSON.stringify({ token })), 100)
      logIn()
    })

    it.each(['plain', 'json', 'quiet'])('is seen by nobody in a build, --progress %s', async (progress) => {
      registry.next(
        /\/blobs\//,
        redirectTo((path) => `http://${stranger.host}${path}?X-Amz-Signature=${signature}`),
        2,
      )
      const ended = await build(progress)
      expectHidden(ended)
      expect(stranger.seen.length).toBeGreaterThan(0)
      expect(stranger.seen.flatMap(found).filter((secret) => secret !== signature)).toEqual([])
    })

    it('is seen by nobody where a build succeeds', async () => {
      const ended = await build('plain')
      expect(ended.status).toBe(0)
      expectHidden(ended)
      expect(registry.seen.some(({ authorization }) => authorization !== undefined)).toBe(true)
    })

    it('is seen by nobody where the registry repeats what it was told', async () => {
      registry.next(
        /\/manifests\//,
        ({ headers }, response) => {
          const errors = [{ code: 'DENIED', message: `you are ${headers.authorization ?? 'nobody'}` }]
          response.writeHead(headers.authorization ? 403 : 401, { 'www-authenticate': registry.challenge })
          response.end(JSON.stringify({ errors }))
        },
        100,
      )
      const ended = await build('plain')
      expect(ended.status).toBe(1)
      expectHidden(ended)
    })

    it('is seen by nobody where the redirect leads nowhere', async () => {
      registry.next(
        /\/blobs\//,
        redirectTo(() => `http://127.0.0.1:1/x?X-Amz-Signature=${signature}`),
        100,
      )
      const ended = await build('plain')
      expect(ended.status).toBe(1)
      expectHidden(ended)
    })

    it('is not shown to another registry, nor to whom that names', async () => {
      writeFileSync(join(home, 'context/Dockerfile'), `FROM ${stranger.host}/team/base:v1\n`)
      const ended = await build('plain')
      expect(ended.status).toBe(1)
      expectHidden(ended)
      expect(stranger.seen.length).toBeGreaterThan(0)
      expect(stranger.seen.flatMap(found)).toEqual([])
    })
  })

  it('is shown by login to the registry and to its token server alone', async () => {
    registry.next(/^\/v2\/$/, (_request, response) => {
      const realm = `Bearer realm="http://${stranger.host}/token",service="s"`
      response.writeHead(401, { 'www-authenticate': realm }).end()
    })
    registry.next(/^\/v2\/$/, (_request, response) => void response.writeHead(200).end())
    stranger.answer = () => JSON.stringify({ token, refresh_token: refresh })
    const ended = await oci(['login', '-u', 'me', '--password-stdin', registry.host])
    expect(ended.status).toBe(0)
    expectHidden(ended)
    expect(stranger.seen).toHaveLength(1)
    expect(readFileSync(join(home, '.docker/config.json'), 'utf8')).not.toContain(password)
  })

  it.each<[string, (request: IncomingMessage) => string]>([
    ['that gives no JSON', () => `${token} ${refresh}`],
    ['that gives another field', () => JSON.stringify({ token: { token }, refresh_token: refresh })],
    ['that repeats what it was told', ({ headers }) => headers.authorization ?? ''],
  ])('is seen by nobody where login fails at a server %s', async (_what, answer) => {
    registry.next(/^\/v2\/$/, (_request, response) => {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${stranger.host}/token"` }).end()
    })
    stranger.answer = answer
    const ended = await oci(['login', '-u', 'me', '--password-stdin', registry.host])
    expect(ended.status).toBe(1)
    expectHidden(ended)
  })

  it('is seen by nobody where it is the proxy that wants it', async () => {
    const proxy = `http://me:${password}@${stranger.host}`
    writeFileSync(join(home, 'context/Dockerfile'), 'FROM registry.example/team/base:v1\n')
    for (const variable of ['HTTPS_PROXY', 'HTTP_PROXY']) {
      const args = ['build', '--progress', 'plain', '--insecure-registry', 'registry.example']
      const insecure = variable === 'HTTP_PROXY' ? args : args.slice(0, 3)
      const ended = await oci([...insecure, '-o', join(home, 'image.tar'), join(home, 'context')], {
        [variable]: proxy,
      })
      expect(ended.status).toBe(1)
      expectHidden(ended)
    }
    expect(found(stranger.seen.join('\n'))).toContain(encoded)
  })
})
