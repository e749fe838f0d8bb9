import { bytesOfText } from '../../core/bytes.js'
import { chrootExecutor } from '../../exec/chroot/chroot.js'
import type { Executor, Mount, Offer, RunRequest } from '../../exec/executor.js'
import { adoptTree } from '../../exec/linux/adopt.js'
import type { OpenContent } from '../../exec/linux/copies.js'
import { type ControlGroups, makeControlGroups } from '../../exec/linux/controlGroups.js'
import { namespacesExecutor } from '../../exec/namespaces/namespaces.js'
import { emptyDirectory } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'
import type { Store } from '../../store/store.js'
import type { EngineOffer, TaskEnd, TaskEngine, TaskRequest } from './engine.js'
import { describeSize } from './size.js'
import { hostname } from './process.js'

interface BuiltinParts {
  readonly store: Store
  readonly openContent: OpenContent
}

/** Runs Tasks as RUNs are executed: in namespaces, or, where root may make none, with another root directory. */
export function builtinEngine(parts: BuiltinParts): TaskEngine {
  const executors = [namespacesExecutor(parts), chrootExecutor(parts)]
  return {
    name: 'builtin',
    async offer(request): Promise<EngineOffer> {
      const refusals: Extract<Offer, { serves: false }>[] = []
      for (const executor of executors) {
        const offer = await executor.offer(runRequest(request, executor))
        if (offer.serves) return { serves: true, run: () => run(request, executor) }
        refusals.push(offer)
      }
      return {
        serves: false,
        why: refusals.map(({ why }) => why).join('; '),
        hint: refusals.find(({ hint }) => hint !== undefined)?.hint,
      }
    },
    async close() {
      for (const executor of executors) await executor.close?.()
    },
  }
}

async function run(request: TaskRequest, executor: Executor): Promise<TaskEnd> {
  const { ram, cpus } = request.resources
  const groups = await makeControlGroups({ memory: ram, cpus, processes: maxProcesses })
  try {
    const offer = await executor.offer(runRequest(request, executor, groups))
    if (!offer.serves) throw new Error(offer.why)
    // What a Task changes in its own file tree is of no use to anybody.
    const exit = await offer.execute({ add: () => Promise.resolve() })
    await adoptTree(request.outputs.source)
    return { exit, outOfMemory: await groups.outOfMemory(), notes: notesOf(request, executor, groups) }
  } finally {
    await groups.remove()
  }
}

/** More than any Task has been seen to start, and few enough for a machine to survive them. */
export const maxProcesses = 4096

function notesOf({ resources }: TaskRequest, { name }: Executor, groups: ControlGroups): string[] {
  const { ram, gpus, internet } = resources
  return [
    ...(groups.limits.has('memory')
      ? []
      : [`Memory was not limited to ${describeSize(ram)}: this user can make no control group for it`]),
    ...(gpus > 0 ? ['The Task was given no GPU: builtin has none to give'] : []),
    ...(name === 'chroot' && !internet ? ['The Task could reach the network, which chroot cannot take away'] : []),
  ]
}

function runRequest(request: TaskRequest, { name }: Executor, groups?: ControlGroups): RunRequest {
  const { image, tree, resources, process, onStart, onOutput, terminate, kill, signal } = request
  const { os, architecture, variant } = image.config
  return {
    ...process,
    layers: image.layers,
    tree,
    platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
    mounts: mountsOf(request),
    network: resources.internet || name === 'chroot' ? 'host' : 'none',
    hostname,
    extraHosts: [],
    security: 'sandbox',
    shmSize: 64 << 20,
    ulimits: [],
    container: {
      groups: groups?.folders ?? [],
      processors: groups?.limits.has('cpus') ? undefined : resources.cpus,
      onStart,
      terminate,
      kill,
    },
    onOutput,
    signal,
  }
}

/** The two folders, and a place for each VOLUME that the image lacks. */
function mountsOf({ image, tree, inputs, outputs }: TaskRequest): Mount[] {
  const folders = [inputs, outputs]
  const volumes = Object.keys(image.config.config?.Volumes ?? {}).filter(
    (target) =>
      target.startsWith('/') &&
      !find(tree, bytesOfText(target)).node &&
      !folders.some((folder) => folder.target === target),
  )
  const mounts: Mount[] = [
    ...volumes.map((target): Mount => {
      return { type: 'bind', target, source: { layers: [], tree: emptyDirectory(), path: '' }, readOnly: false }
    }),
    ...folders.map((folder): Mount => ({ type: 'host', ...folder, readOnly: false })),
  ]
  return mounts.sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0))
}
