import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesOfText } from '../../core/bytes.js'
import { fromSystemError } from '../../core/errors.js'
import { hostPlatform } from '../../core/host/hostPlatform.js'
import { formatPlatform, samePlatform } from '../../core/platform.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import { find } from '../../rootfs/tree.js'
import type { Store } from '../../store/store.js'
import type { Executor, Offer, RunExit, RunRequest } from '../executor.js'
import { harvest } from './harvest.js'
import { mountPoints, pointsArchive } from './points.js'
import { type Privilege, withIds } from './privilege.js'
import { probeNamespaces } from './probe.js'
import { runInSandbox } from './sandbox.js'
import { runTool, whichTool } from './tool.js'
import { extract, unpackedLayer } from './unpack.js'

/**
 * Executes a RUN in Linux namespaces: the image's layers as an overlay, mounts, processes, host name (and users, unless the builder is
 * root) of its own. Layers are unpacked once and kept in the store.
 */
export function namespacesExecutor({ store }: { readonly store: Store }): Executor {
  return {
    name: 'namespaces',
    async offer(request): Promise<Offer> {
      if (!samePlatform(request.platform, hostPlatform))
        return {
          serves: false,
          why: `programs for ${formatPlatform(request.platform)} do not run on this machine, which is ${formatPlatform(hostPlatform)}`,
        }
      if (request.mounts.some(({ type }) => type !== 'file' && type !== 'host'))
        return { serves: false, why: 'it has mounts' }
      const probe = await probeNamespaces(store)
      if (!probe.works)
        return { serves: false, why: probe.why, ...(probe.hint === undefined ? {} : { hint: probe.hint }) }
      if (probe.privilege.kind === 'single' && (request.user.uid !== 0 || request.user.gid !== 0))
        return { serves: false, why: `user ${request.user.uid} cannot be had with a single id`, hint: subordinateIds }
      if (request.network === 'none' && whichTool('ip') === undefined)
        return { serves: false, why: 'the host lacks ip, which brings the loopback up', hint: 'Install iproute2.' }
      return { serves: true, execute: (layer) => execute(store, request, probe.privilege, layer) }
    },
    async examine() {
      const probe = await probeNamespaces(store)
      return probe.works
        ? { works: true, findings: [], hints: [] }
        : { works: false, findings: [probe.why], hints: probe.hint === undefined ? [] : [probe.hint] }
    },
  }
}

const subordinateIds = 'Install uidmap (newuidmap, newgidmap) and give yourself ranges in /etc/subuid and /etc/subgid.'

async function execute(store: Store, request: RunRequest, privilege: Privilege, layer: LayerEntries): Promise<RunExit> {
  const layers: string[] = []
  for (const below of withoutRepeats(request)) layers.push(await unpackedLayer(store, below, privilege))
  const folder = await store.temporaryFolder()
  const base = join(folder.path, 'sandbox')
  try {
    await mkdir(join(base, 'points'), { recursive: true })
    const { points, missing } = mountPoints(request, isDirectory)
    const lower = missing.length > 0 ? [join(base, 'points'), ...layers] : layers
    if (missing.length > 0)
      await extract(asyncOf(pointsArchive(request.tree, missing)), join(base, 'points'), privilege)
    const cwd = find(request.tree, bytesOfText(request.cwd)).path
    const exit = await runInSandbox(request, { base, lower, points, cwd, privilege })
    if ('status' in exit && exit.status === 0) await harvest(join(base, 'upper'), request.tree, layer, privilege)
    return exit
  } catch (error) {
    throw fromSystemError(error, 'cannot execute a RUN in namespaces')
  } finally {
    // What is there may belong to ids that only the sandbox has.
    await runTool([...withIds(privilege), 'rm', '-rf', base])
    await folder.remove()
  }
}

/** The layers, uppermost first. One that comes twice counts where it is uppermost; overlayfs refuses a folder given twice. */
function withoutRepeats({ layers }: RunRequest): RunRequest['layers'] {
  return [...new Map([...layers].reverse().map((layer) => [layer.diffId, layer])).values()]
}

async function* asyncOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw fromSystemError(error, `cannot mount ${path}`)
  }
}
