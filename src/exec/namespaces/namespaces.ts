import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fromSystemError } from '../../core/errors.js'
import type { Layer } from '../../oci/image.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import { find } from '../../rootfs/tree.js'
import type { Store } from '../../store/store.js'
import type { Examination, Executor, Mount, Offer, RunExit, RunRequest } from '../executor.js'
import { executionOf } from '../foreign/foreign.js'
import { Copies, type OpenContent } from '../linux/copies.js'
import { followRun } from '../linux/harvest.js'
import { helperFrames } from '../linux/helper.js'
import type { Ids } from '../linux/ids.js'
import { withSources } from '../linux/sources.js'
import { unpackedLayer } from '../linux/unpack.js'
import { sandboxJob, type SandboxTree } from './job.js'
import { type Probe, probeAsAnother, probeNamespaces, subordinateIds } from './probe.js'

export interface LinuxTools {
  readonly store: Store
  readonly openContent: OpenContent
  /** Whether ids are given out as if another user built, where that can be had. */
  readonly asAnother?: boolean
}

/**
 * Executes a RUN in Linux namespaces: the image's layers as an overlay, mounts, processes, host name (and users, unless the builder is
 * root) of its own. Layers are unpacked once and kept in the store.
 */
export function namespacesExecutor(tools: LinuxTools): Executor {
  const { store } = tools
  const probed = async (): Promise<Probe> => {
    const other = tools.asAnother ? await probeAsAnother(store) : undefined
    return other?.works ? other : probeNamespaces(store)
  }
  let copies: Copies | undefined
  return {
    name: 'namespaces',
    async offer(request): Promise<Offer> {
      const execution = await executionOf(request.platform, store, request.tree)
      if (!execution.works) return { serves: false, ...execution.refusal }
      const probe = await probed()
      if (!probe.works)
        return { serves: false, why: probe.why, ...(probe.hint === undefined ? {} : { hint: probe.hint }) }
      copies ??= new Copies(store, probe.ids, tools.openContent)
      const sandbox = new SandboxMaker(store, probe, copies)
      return { serves: true, execute: (layer) => sandbox.execute(request, layer) }
    },
    async examine() {
      return examination(await probed())
    },
    async close() {
      await copies?.close()
    },
  }
}

function examination(probe: Probe): Examination {
  if (!probe.works) return { works: false, findings: [probe.why], hints: probe.hint === undefined ? [] : [probe.hint] }
  const { ids, overlay } = probe
  const whose = {
    root: 'RUNs execute in namespaces of their own, started by root.',
    range: 'RUNs execute in namespaces of their own, as an ordinary user with subordinate ids: every owner can be had.',
    single:
      'RUNs execute in namespaces of their own, as an ordinary user with a single id: owners are remembered, not made.',
  }
  return {
    works: true,
    findings: [
      whose[ids.kind],
      overlay
        ? 'Layers are laid over each other by overlayfs.'
        : 'Overlayfs cannot be had here: each stage that executes a RUN gets a copy of its files.',
    ],
    hints: ids.kind === 'single' ? [subordinateIds] : [],
  }
}

/** Makes a sandbox for each request. */
class SandboxMaker {
  readonly #store: Store
  readonly #ids: Ids
  readonly #overlay: boolean
  readonly #copies: Copies

  constructor(store: Store, { ids, overlay }: Extract<Probe, { works: true }>, copies: Copies) {
    this.#store = store
    this.#ids = ids
    this.#overlay = overlay
    this.#copies = copies
  }

  async execute(asked: RunRequest, layer: LayerEntries): Promise<RunExit> {
    const request = this.#ids.kind === 'single' ? { ...asked, mounts: [...asked.mounts, ...forOneId(asked)] } : asked
    const folder = await this.#store.temporaryFolder()
    let exit: RunExit | undefined
    try {
      const tree = await this.#tree(request)
      exit = await withSources(request, this.#sourceTools(folder.path), (sources) => {
        const parts = { ...sources, base: join(folder.path, 'sandbox'), ids: this.#ids, tree, isDirectory }
        const frames = helperFrames(this.#ids, sandboxJob(request, parts), request)
        return followRun(frames, request, layer, this.#ids)
      })
      return exit
    } catch (error) {
      throw fromSystemError(error, 'cannot execute a RUN in namespaces')
    } finally {
      if (!exit || !('status' in exit) || exit.status !== 0 || request.container)
        await this.#copies.forget(request.tree)
      await folder.remove()
    }
  }

  #sourceTools(folder: string): Parameters<typeof withSources<SandboxTree, RunExit>>[1] {
    return {
      store: this.#store,
      ids: this.#ids,
      copies: this.#copies,
      folder,
      bind: async (source, copy) =>
        this.#overlay ? { lower: await this.#lower(source.layers) } : { copy: await copy(source) },
    }
  }

  async #tree({ layers, tree }: RunRequest): Promise<SandboxTree> {
    return this.#overlay ? { lower: await this.#lower(layers) } : { copy: await this.#copies.of(tree) }
  }

  /** The folders of layers, uppermost first. One that comes twice counts where it is uppermost; overlayfs refuses a folder given twice. */
  async #lower(layers: readonly Layer[]): Promise<string[]> {
    const uppermost = new Map([...layers].reverse().map((layer) => [layer.diffId, layer]))
    const folders: string[] = []
    for (const layer of uppermost.values()) folders.push(await unpackedLayer(this.#store, layer, this.#ids))
    return folders
  }
}

/** apt makes sure that it really became the user of its downloads, which nobody can where there is one id. */
function forOneId({ tree }: RunRequest): Mount[] {
  const folder = '/etc/apt/apt.conf.d'
  if (find(tree, folder).node?.type !== 'directory') return []
  const bytes = Buffer.from('APT::Sandbox::User "root";\n')
  return [{ type: 'file', target: `${folder}/zz-one-id`, bytes, uid: 0, gid: 0, mode: 0o644 }]
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw fromSystemError(error, `cannot mount ${path}`)
  }
}
