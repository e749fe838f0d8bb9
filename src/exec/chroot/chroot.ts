import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { hostPlatform } from '../../core/host/hostPlatform.js'
import { formatPlatform, samePlatform } from '../../core/platform.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import type { Store } from '../../store/store.js'
import type { Executor, Mount, Offer, RunExit, RunRequest, TreePart } from '../executor.js'
import { cacheFolder } from '../linux/caches.js'
import { Copies, type OpenContent } from '../linux/copies.js'
import { followRun } from '../linux/harvest.js'
import { help, helperFault, helperFrames } from '../linux/helper.js'
import { type Ids, possibleIds } from '../linux/ids.js'
import { type Relay, relaySocket } from '../linux/relay.js'
import { chrootJob, type ChrootParts } from './job.js'

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
function cannot({ platform, network, mounts }: RunRequest): string | undefined {
  if (!samePlatform(platform, hostPlatform))
    return `programs for ${formatPlatform(platform)} do not run on this machine, which is ${formatPlatform(hostPlatform)}`
  if (network === 'none') return 'it cannot take the network away'
  if (mounts.some(({ type }) => type === 'host')) return 'it cannot mount folders of this machine'
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
      why: `root may not change the root directory here (${error.message})`,
      hint: 'Give the container the capabilities SYS_CHROOT and MKNOD, and a store (--cache-dir) on a file system that allows devices.',
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
    const relays: Relay[] = []
    let exit: RunExit | undefined
    try {
      const parts = await this.#parts(request, folder.path, relays)
      const frames = helperFrames(this.#ids, chrootJob(request, parts), { signal: request.signal })
      exit = await followRun(frames, request, layer, this.#ids)
      return exit
    } catch (error) {
      throw fromSystemError(error, 'cannot execute a RUN with another root')
    } finally {
      for (const relay of relays) await relay.close()
      if (!exit || !('status' in exit) || exit.status !== 0) await this.#copies.forget(request.tree)
      await folder.remove()
    }
  }

  async #parts(request: RunRequest, folder: string, relays: Relay[]): Promise<ChrootParts> {
    const binds = new Map<Mount, string>()
    const caches = new Map<Mount, Awaited<ReturnType<typeof cacheFolder>>>()
    const sockets = new Map<Mount, string>()
    for (const [i, mount] of request.mounts.entries()) {
      const place = join(folder, `part-${i}`)
      const copy = (source: TreePart): Promise<string> => this.#copies.part(source, place)
      if (mount.type === 'bind') binds.set(mount, await copy(mount.source))
      if (mount.type === 'cache') caches.set(mount, await cacheFolder(this.#store, this.#ids, mount, copy))
      if (mount.type !== 'socket') continue
      await mkdir(place)
      const relay = await relaySocket(mount.socket, place, 'socket')
      relays.push(relay)
      sockets.set(mount, relay.path)
    }
    return {
      base: join(folder, 'base'),
      ids: this.#ids,
      copy: await this.#copies.of(request.tree),
      binds,
      caches,
      sockets,
      resolvConf: await readFile('/etc/resolv.conf').catch(() => Buffer.alloc(0)),
    }
  }
}
