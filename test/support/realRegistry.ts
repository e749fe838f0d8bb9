import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sha256 } from '../../src/core/hash.js'
import { hasCommand, run, runOk } from './command.js'
import type { SampleImage } from './sampleImage.js'

/** Whether Debian's package docker-registry is installed. */
export const hasRealRegistry = hasCommand('docker-registry')

/** What a registry asks of who comes. */
export interface RealRegistryOptions {
  /** Its `auth`, as YAML on one line. */
  readonly auth?: string
  /** Files of its certificate and key, and of the authority of those whom it lets in, where it asks for that. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly clients?: string }
  /** Where it listens, and what starts it there in place of this process. */
  readonly address?: string
  readonly within?: readonly string[]
}

/** The name and the password that `knownUser` lets in. */
export const login = { username: 'me', password: 'pass word:é' }

/** The `auth` of a registry that lets in who has `login` and nobody else; written into a folder. */
export async function knownUser(folder: string): Promise<string> {
  const path = join(folder, 'htpasswd')
  await mkdir(folder, { recursive: true })
  // Of bcrypt with its least cost: a test needs no safe one.
  await writeFile(path, `${login.username}:$2b$04$abcdefghijklmnopqrstuu6dP36vBFLQtIEwYo5dZY25FiFXwY5SS\n`)
  return `{htpasswd: {realm: test, path: ${path}}}`
}

/** The registry of CNCF Distribution, on a free port of this machine. */
export class RealRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>

  private constructor(host: string, child: ChildProcess) {
    this.host = host
    this.#child = child
    this.#ended = once(child, 'exit')
  }

  /** Starts it with all that it keeps in a folder, which is made. */
  static async start(
    folder: string,
    { auth, tls, address = '127.0.0.1', within = [] }: RealRegistryOptions = {},
  ): Promise<RealRegistry> {
    await mkdir(folder, { recursive: true })
    const host = `${address}:${await freePort()}`
    const config = join(folder, 'config.yml')
    const storage = `{filesystem: {rootdirectory: ${join(folder, 'data')}}}`
    const clients = tls?.clients === undefined ? '' : `, clientcas: [${tls.clients}]`
    const secure = tls ? `, tls: {certificate: ${tls.certificate}, key: ${tls.key}${clients}}` : ''
    const asks = auth === undefined ? '' : `auth: ${auth}\n`
    const text = `version: 0.1\nlog: {level: error}\nstorage: ${storage}\n${asks}http: {addr: '${host}'${secure}}\n`
    await writeFile(config, text)
    const [program, ...args] = [...within, 'docker-registry', 'serve', config]
    const registry = new RealRegistry(host, spawn(program, args, { stdio: 'ignore' }))
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(host, within)) return registry
      await setTimeout(50)
    }
    await registry.close()
    throw new Error('docker-registry did not answer within 10 s')
  }

  /** Copies an image, written as skopeo names it (`oci:FOLDER:TAG`), to `REPOSITORY:TAG` of this registry. */
  async push(source: string, name: string): Promise<void> {
    await runOk('skopeo', [
      '--insecure-policy',
      'copy',
      '-q',
      '--dest-tls-verify=false',
      '--dest-no-creds',
      source,
      `docker://${this.host}/${name}`,
    ])
  }

  async close(): Promise<void> {
    this.#child.kill()
    await this.#ended
  }
}

/** Pushes an image by plain HTTP (OCI distribution-spec, "Push"). */
export async function pushSample(
  host: string,
  repository: string,
  tag: string,
  { config, layers, manifest }: SampleImage,
): Promise<void> {
  for (const blob of [config, ...layers.map((layer) => layer.blob)]) {
    const started = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST' })
    const location = new URL(started.headers.get('location') ?? '', `http://${host}`)
    location.searchParams.set('digest', sha256(blob))
    await expectOk(
      await fetch(location, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(blob),
      }),
    )
  }
  const headers = { 'content-type': manifest.mediaType }
  await expectOk(
    await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(manifest),
    }),
  )
}

async function expectOk(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
}

/** Whether somebody listens there. */
async function answers(host: string, within: readonly string[]): Promise<boolean> {
  if (within.length > 0) {
    const [program, ...args] = [...within, 'bash', '-c', `exec 3<>/dev/tcp/${host.replace(':', '/')}`]
    return (await run(program, args)).status === 0
  }
  const [address, port] = host.split(':')
  const socket = connect(Number(port), address)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
