import { join } from 'node:path'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import type { Store } from '../../store/store.js'
import type { Executor, Offer, RunExit, RunRequest, TreePart } from '../executor.js'
import { executionOf } from '../foreign/foreign.js'
import { Copies, type OpenContent } from '../linux/copies.js'
import { followRun } from '../linux/harvest.js'
import { help, helperFault, helperFrames } from '../linux/helper.js'
import { type Ids, possibleIds } from '../linux/ids.js'
import { withSources } from '../linux/sources.js'
import { chrootJob } from './job.js'

interface ChrootTools {
  readonly store: Store
  readonly openContent: OpenContent
}

/**
 * Executes a RUN with another root and nothing else to hold it: for root who may make no namespaces, as in a container without
 * privileges, whose walls have to do. The file tree is a copy, and what is mounted elsewhere is put into it.
 */
export function chrootExecutor(tools: ChrootTools): Executor {
  let copies: Copies | undefined
  return {
    name: 'chroot',
    async offer(request): Promise<Offer> {
      const why = cannot(request)
      if (why !== undefined) return { serves: false, why }
      const execution = await executionOf(request.platform, tools.store, request.tree)
      if (!execution.works) return { serves: false, ...execution.refusal }
      const probe = await probeChroot(tools.store)
      if (!('ids' in probe)) return { serves: false, ...probe }
      const { ids } = probe
      copies ??= new Copies(tools.store, ids, tools.openContent)
      const root = new RootChanger(tools.store, ids, copies)
      return { serves: true, execute: (layer) => root.execute(request, layer) }
    },
    async examine() {
      const probe = await probeChroot(tools.store)
      if (!('ids' in probe)) return { works: false, findings: [probe.why], hints: [probe.hint] }
      return {
        works: true,
        findings: [
          'RUNs execute with another root directory: without a /proc, on this network, and behind no other walls than those of the container that this is.',
        ],
        hints: [],
      }
    },
    async close() {
      await copies?.close()
    },
  }
}

/** What a changed root alone cannot do. */
function cannot({ network, mounts, container }: RunRequest): string | undefined {
  if (network === 'none') return 'it cannot take the network away'
  if (!container && mounts.some(({ type }) => type === 'host')) return 'it cannot mount folders of this machine'
  const caches = mounts.flatMap((mount) => (mount.type === 'cache' ? [mount.id] : []))
  if (new Set(caches).size < caches.length) return 'it cannot have one cache at two places'
  return undefined
}

type Probe = { readonly ids: Ids } | { readonly why: string; readonly hint: string }

const probes = new Map<string, Promise<Probe>>()

/** Finds out, once for a store in a process, whether the root can be changed to where the store is. */
function probeChroot(store: Store): Promise<Probe> {
  const known = probes.get(store.dir) ?? probe(store)
  probes.set(store.dir, known)
  return known
}

async function probe(store: Store): Promise<Probe> {
  const fault = helperFault()
  if (fault) return fault
  const [ids] = await possibleIds(process.getuid?.() ?? 0, process.getgid?.() ?? 0)
  if (ids?.kind !== 'root')
    return { why: 'only root may change the root directory', hint: 'Build as root, in a container for one.' }
  const folder = await store.temporaryFolder()
  try {
    await help(ids, { job: 'chroot', folder: Buffer.from(folder.path) })
    return { ids }
  } catch (error) {
    if (!(error instanceof OciPackError) || error.code !== 'executor') throw error
    return {
      why: `root cannot change the root directory and work there (${error.message})`,
      hint: 'Give the container the capabilities that Docker gives by default, and a store (--cache-dir) on a file system that allows devices.',
    }
  } finally {
    await folder.remove()
  }
}

class RootChanger {
  readonly #store: Store
  readonly #ids: Ids
  readonly #copies: Copies

  constructor(store: Store, ids: Ids, copies: Copies) {
    this.#store = store
    this.#ids = ids
    this.#copies = copies
  }

  async execute(request: RunRequest, layer: LayerEntries): Promise<RunExit> {
    const folder = await this.#store.temporaryFolder()
    const tools = {
      store: this.#store,
      ids: this.#ids,
      copies: this.#copies,
      folder: folder.path,
      bind: (source: TreePart, make: (source: TreePart) => Promise<string>) => make(source),
    }
    let exit: RunExit | undefined
    try {
      const copy = await this.#copies.of(request.tree)
      exit = await withSources(request, tools, (sources) => {
        const job = chrootJob(request, { ...sources, base: join(folder.path, 'base'), ids: this.#ids, copy })
        return followRun(helperFrames(this.#ids, job, request), request, layer, this.#ids)
      })
      return exit
    } catch (error) {
      throw fromSystemError(error, 'cannot execute a RUN with another root')
    } finally {
      if (!exit || !('status' in exit) || exit.status !== 0 || request.container)
        await this.#copies.forget(request.tree)
      await folder.remove()
    }
  }
}
