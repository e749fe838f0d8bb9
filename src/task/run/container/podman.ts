import { existsSync } from 'node:fs'
import { OciPackError } from '../../../core/errors.js'
import { formatPlatform, normalizePlatform } from '../../../core/platform.js'
import { Cleanup } from '../../../exec/podman/cleanup.js'
import { runProgram } from '../../../core/host/runProgram.js'
import { type Podman, podmanCommand } from '../../../exec/podman/command.js'
import { askHost, type PodmanHost } from '../../../exec/podman/host.js'
import type { Store } from '../../../store/store.js'
import type { EngineOffer, TaskEnd, TaskEngine, TaskFolder, TaskRequest } from '../engine.js'
import { describeSize } from '../size.js'
import { runAttached } from './attached.js'
import { type CanLimit, containerFlags, mountField } from './flags.js'
import { loadedImage } from './loadedImage.js'
import { newNames, removeLeftRuns } from './names.js'

interface PodmanParts {
  readonly store: Store
  /** What Podman is set up by. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Runs Tasks in containers of the user's Podman, which mounts the private folders. */
export function podmanEngine({ store, env }: PodmanParts): TaskEngine {
  const podman = podmanCommand(env)
  let asked: Promise<PodmanHost> | undefined
  return {
    name: 'podman',
    async offer(request): Promise<EngineOffer> {
      try {
        const host = await (asked ??= askHost(podman))
        const wanted = formatPlatform(normalizePlatform(request.image.config))
        if (host.platforms.includes(wanted))
          return { serves: true, run: () => run(request, { podman, host, store, env }) }
        const why = `programs for ${wanted} do not run where podman does, which is ${host.platforms.join(', ')}`
        return { serves: false, why }
      } catch (error) {
        if (!(error instanceof OciPackError)) throw error
        return { serves: false, why: error.message, hint: error.hint }
      }
    },
  }
}

interface Tools extends PodmanParts {
  readonly podman: Podman
  readonly host: PodmanHost
}

async function run(request: TaskRequest, { podman, host, store, env }: Tools): Promise<TaskEnd> {
  return Cleanup.after(async (cleanup) => {
    const { inputs, outputs, signal } = request
    const names = newNames()
    await removeLeftRuns(podman)
    const temporary = await store.temporaryFolder()
    cleanup.add(() => temporary.remove())
    const loading = { program: podman, called: 'podman', name: names.image, temporary: temporary.path, cleanup, signal }
    const image = await loadedImage(request.image, loading)
    for (const folder of [inputs, outputs]) cleanup.add(() => adopt(folder.source, { podman, host, env }))
    cleanup.add(() => podman(['rm', '--force', '--ignore', '--volumes', '--time=0', names.container]))
    const can = limitsOf(host)
    const gpus = request.resources.gpus > 0 && gpuDescriptions.some((path) => existsSync(path))
    const args = [
      'run',
      ...containerFlags(request, names.container, can),
      ...ownFlags(request),
      ...(gpus ? ['--device', 'nvidia.com/gpu=all'] : []),
      ...mount(inputs),
      ...mount(outputs),
      image,
    ]
    const end = await runAttached(request, { program: podman, called: 'podman', container: names.container, args })
    return { ...end, notes: notesOf(request, can, gpus) }
  })
}

function limitsOf({ rootless, cgroups, controllers }: PodmanHost): CanLimit {
  // An ordinary user's Podman can limit nothing with the first version, and says so of each flag.
  const may = (controller: string): boolean => !(rootless && cgroups === 'v1') && controllers.includes(controller)
  return { memory: may('memory'), cpus: may('cpu'), processes: may('pids') }
}

/** What Podman adds to a container that Docker and a Pod do not. */
function ownFlags({ image }: TaskRequest): string[] {
  const set = new Set((image.config.config?.Env ?? []).map((pair) => pair.split('=')[0]))
  return [
    ...['--http-proxy=false', '--systemd=false', '--passwd=false'],
    ...['container', 'TERM'].filter((name) => !set.has(name)).flatMap((name) => ['--unsetenv', name]),
  ]
}

function mount({ source, target }: TaskFolder): string[] {
  return ['--mount', mountField('type=bind', `src=${source}`, `dst=${target}`)]
}

/** Gives what a container wrote to this user: its files may belong to ids that Podman alone has. */
async function adopt(folder: string, { podman, host, env }: Omit<Tools, 'store'>): Promise<void> {
  if (host.remote) return
  const args = ['sh', '-c', 'chown -hR 0:0 "$1" && chmod -R u+rwX,go+rX "$1"', 'sh', folder]
  const { status, stderr } = host.rootless
    ? await podman(['unshare', ...args])
    : await runProgram('sh', args.slice(1), env)
  if (status !== 0) throw new OciPackError('executor', `cannot take over the files in ${folder}: ${stderr}`)
}

/** Where a host's GPUs are described for containers (Container Device Interface). */
const gpuDescriptions = ['/etc/cdi/nvidia.yaml', '/var/run/cdi/nvidia.yaml']

function notesOf({ resources: { ram, cpus, gpus } }: TaskRequest, can: CanLimit, given: boolean): string[] {
  return [
    ...(can.memory ? [] : [`Memory was not limited to ${describeSize(ram)}: this user's Podman cannot`]),
    ...(can.cpus ? [] : [`Processors were not limited to ${cpus}: this user's Podman cannot`]),
    ...(gpus > 0 && !given ? ['The Task was given no GPU: none is described for Podman in /etc/cdi'] : []),
  ]
}
