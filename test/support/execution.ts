import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { sha256 } from '../../src/core/hash.js'
import type { Executor, RunExit, RunRequest } from '../../src/exec/executor.js'
import type { Layer } from '../../src/oci/image.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'
import { emptyDirectory } from '../../src/rootfs/node.js'
import { applyLayer } from '../../src/rootfs/tree.js'
import { openArchive } from '../../src/sources/openArchive.js'
import { layerIndex, plainExtent } from '../../src/store/layers.js'
import { Store } from '../../src/store/store.js'
import { hasCommand } from './command.js'
import { runRequest } from './runRequest.js'
import { type TarItem, writeTar } from './tarItems.js'

/** What became of a request. */
export interface Ran {
  readonly exit: RunExit
  readonly stdout: string
  readonly stderr: string
  /** `type path -> target "content"`; for other ids than root's, with them. */
  readonly entries: readonly string[]
}

export type Changes = Partial<RunRequest> & { above?: readonly Layer[] }

/** Where executors are tried: a store, and an image made of this host's own programs. */
export class Execution {
  readonly tools: { readonly store: Store; readonly openContent: ContentReader['stream'] }
  readonly #folder: string
  #base: readonly Layer[] = []

  private constructor(folder: string, store: Store) {
    this.#folder = folder
    const reader = new ContentReader((layer) => plainExtent(store, layer))
    this.tools = { store, openContent: reader.stream.bind(reader) }
  }

  static async open(folder: string): Promise<Execution> {
    const execution = new Execution(folder, await Store.open(join(folder, 'store')))
    // perl is there where these executors are, and speaks to the kernel itself.
    await makeHostBase(join(folder, 'base'), hasCommand('perl') ? ['perl'] : [])
    execution.#base = (await openArchive(join(folder, 'base'))).image.layers
    return execution
  }

  /** A layer of a tar that is made here. */
  layer(items: readonly Partial<TarItem>[]): Layer {
    const whole = items.map((item): TarItem => ({
      name: '',
      type: 'file',
      mode: 0o755,
      uid: 0,
      gid: 0,
      mtime: 5,
      body: Buffer.alloc(0),
      target: '',
      device: '0:0',
      xattrs: {},
      ...item,
    }))
    const bytes = writeTar(whole)
    const digest = sha256(bytes)
    const path = join(this.#folder, digest.slice(7))
    writeFileSync(path, bytes)
    const descriptor = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: bytes.length }
    return { descriptor, diffId: digest, locate: () => Promise.resolve({ path, offset: 0 }) }
  }

  /** A request to execute a shell's script on the image, with layers `above` it. */
  async request(script: string, { above = [], ...changes }: Changes = {}): Promise<RunRequest> {
    const layers = [...this.#base, ...above]
    return runRequest({
      argv: ['/bin/sh', '-c', script],
      env: ['PATH=/usr/bin:/bin', 'HOME=/root'],
      layers,
      tree: await this.tree(layers),
      platform: { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch },
      ...changes,
    })
  }

  async tree(layers: readonly Layer[]): Promise<RunRequest['tree']> {
    const tree = emptyDirectory()
    for (const layer of layers) applyLayer(tree, await layerIndex(this.tools.store, layer), layer)
    return tree
  }

  /** Has an executor execute a script. @throws Error where it does not serve it */
  async run(executor: Executor, script: string, changes: Changes = {}): Promise<Ran> {
    const said = { stdout: '', stderr: '' }
    const onOutput: RunRequest['onOutput'] = (stream, data) => (said[stream] += Buffer.from(data).toString())
    const offer = await executor.offer(await this.request(script, { onOutput, ...changes }))
    if (!offer.serves) throw new Error(offer.why)
    const entries: string[] = []
    const exit = await offer.execute({
      async add({ type, path, linkPath, uid, gid }, content = []) {
        const chunks: Uint8Array[] = []
        for await (const chunk of content) chunks.push(chunk)
        const text = Buffer.concat(chunks).toString()
        entries.push(
          [
            type,
            path,
            ...(linkPath ? [`-> ${linkPath}`] : []),
            ...(text ? [JSON.stringify(text)] : []),
            ...(uid + gid > 0 ? [`${uid}:${gid}`] : []),
          ].join(' '),
        )
      },
    })
    return { exit, ...said, entries }
  }
}
