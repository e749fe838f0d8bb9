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

/** Where a registry is reached, and by whom. */
export interface Guard {
  /** The address that it listens on. */
  readonly address?: string
  /** The name that it is reached by, where that is not the address. */
  readonly name?: string
  /** Files of its certificate and its key. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly clientcas?: readonly string[] }
  /** Its settings of that name. */
  readonly auth?: object
  /** What starts it elsewhere, where the address is: a program and its arguments. */
  readonly within?: readonly string[]
}

/** The registry of CNCF Distribution, on a free port of this machine. */
export class RealRegistry {
  /** `127.0.0.1:PORT`, or whatever its name is. */
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
    { address = '127.0.0.1', name = address, tls, auth, within = [] }: Guard = {},
  ): Promise<RealRegistry> {
    await mkdir(folder, { recursive: true })
    const port = await freePort(within.length === 0 ? address : '127.0.0.1')
    const config = join(folder, 'config.yml')
    const settings = {
      version: 0.1,
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'data') } },
      http: { addr: `${address}:${port}`, ...(tls ? { tls } : {}) },
      ...(auth ? { auth } : {}),
    }
    // What is JSON is YAML.
    await writeFile(config, JSON.stringify(settings))
    const [program, ...args] = [...within, 'docker-registry', 'serve', config]
    const registry = new RealRegistry(`${name}:${port}`, spawn(program, args, { stdio: 'ignore' }))
    for (let tries = 0; tries < 200; tries++) {
      if (await listens(address, port, within)) return registry
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

async function listens(address: string, port: number, within: readonly string[]): Promise<boolean> {
  if (within.length > 0) {
    const [program, ...args] = [...within, 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`]
    return (await run(program, args)).status === 0
  }
  return new Promise((resolve) => {
    const socket = connect(port, address, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

async function freePort(address: string): Promise<number> {
  const server = createServer().listen(0, address)
  await once(server, 'listening')
  const bound = server.address()
  server.close()
  await once(server, 'close')
  if (bound === null || typeof bound === 'string') throw new Error('no port')
  return bound.port
}
