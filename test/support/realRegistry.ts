import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sha256 } from '../../src/core/hash.js'
import { hasCommand, runOk } from './command.js'
import type { SampleImage } from './sampleImage.js'

/** Whether Debian's package docker-registry is installed. */
export const hasRealRegistry = hasCommand('docker-registry')

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
  static async start(folder: string): Promise<RealRegistry> {
    await mkdir(folder, { recursive: true })
    const host = `127.0.0.1:${await freePort()}`
    const config = join(folder, 'config.yml')
    const storage = `{filesystem: {rootdirectory: ${join(folder, 'data')}}}`
    await writeFile(config, `version: 0.1\nlog: {level: error}\nstorage: ${storage}\nhttp: {addr: ${host}}\n`)
    const registry = new RealRegistry(host, spawn('docker-registry', ['serve', config], { stdio: 'ignore' }))
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(host)) return registry
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

async function answers(host: string): Promise<boolean> {
  return fetch(`http://${host}/v2/`).then(
    (response) => response.ok,
    () => false,
  )
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
