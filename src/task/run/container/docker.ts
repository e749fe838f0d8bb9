import * as v from 'valibot'
import { OciPackError } from '../../../core/errors.js'
import { Cleanup } from '../../../exec/podman/cleanup.js'
import { type CommandOptions, runProgram } from '../../../core/host/runProgram.js'
import type { Podman } from '../../../exec/podman/command.js'
import { check, parseJson } from '../../../oci/manifest.js'
import type { Store } from '../../../store/store.js'
import type { EngineOffer, TaskEnd, TaskEngine, TaskRequest } from '../engine.js'
import { describeSize } from '../size.js'
import { runAttached } from './attached.js'
import { type CanLimit, containerFlags, mountField } from './flags.js'
import { foldersTar } from './inputsTar.js'
import { loadedImage } from './loadedImage.js'
import { newNames, removeLeftRuns } from './names.js'
import { unpackOutputs } from './unpackOutputs.js'

interface DockerParts {
  readonly store: Store
  /** What tells the docker command where its daemon is. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Runs Tasks in containers of Docker. The folders are volumes of its own, filled and read by copying: the daemon may be on another machine,
 * and what the Task writes as root would be nothing that this user could remove.
 */
export function dockerEngine({ store, env }: DockerParts): TaskEngine {
  const docker: Podman = (args, options) => runProgram('docker', args, env, options)
  let asked: Promise<DockerHost> | undefined
  return {
    name: 'docker',
    async offer(request): Promise<EngineOffer> {
      try {
        const host = await (asked ??= askDocker(docker))
        return { serves: true, run: () => run(request, { docker, host, store }) }
      } catch (error) {
        if (!(error instanceof OciPackError)) throw error
        return { serves: false, why: error.message, hint: error.hint }
      }
    },
  }
}

const info = v.object({
  ServerVersion: v.optional(v.string(), ''),
  OSType: v.optional(v.string(), ''),
  MemoryLimit: v.optional(v.boolean(), false),
  CpuCfsQuota: v.optional(v.boolean(), false),
  PidsLimit: v.optional(v.boolean(), false),
  Runtimes: v.optional(v.nullable(v.record(v.string(), v.unknown())), {}),
})
type DockerHost = v.InferOutput<typeof info>

async function askDocker(docker: Podman): Promise<DockerHost> {
  const { status, stdout, stderr } = await docker(['info', '--format', '{{json .}}'])
  const hint = 'Start Docker, or set it up until `docker info` works.'
  if (status !== 0) throw new OciPackError('executor', `docker does not work: ${stderr}`, { hint })
  const found = check(info, parseJson(Buffer.from(stdout), 'docker info'), 'docker info')
  if (found.OSType === 'linux') return found
  throw new OciPackError('executor', `docker runs containers of ${found.OSType || 'an unknown system'}, not of Linux`)
}

interface Tools {
  readonly docker: Podman
  readonly host: DockerHost
  readonly store: Store
}

async function run(request: TaskRequest, { docker, host, store }: Tools): Promise<TaskEnd> {
  return Cleanup.after(async (cleanup) => {
    const { inputs, outputs, signal } = request
    const names = newNames()
    await removeLeftRuns(docker)
    const temporary = await store.temporaryFolder()
    cleanup.add(() => temporary.remove())
    const loading = { program: docker, called: 'docker', name: names.image, temporary: temporary.path, cleanup, signal }
    const image = await loadedImage(request.image, loading)
    cleanup.add(() => docker(['rm', '--force', '--volumes', names.container]))
    const can: CanLimit = { memory: host.MemoryLimit, cpus: host.CpuCfsQuota, processes: host.PidsLimit }
    const must = (doing: string, args: readonly string[], options: CommandOptions = {}): Promise<void> =>
      succeed(docker, doing, args, { ...options, signal })
    await must('make a container', [
      'create',
      ...containerFlags(request, names.container, can),
      ...(hasGpus(host) && request.resources.gpus > 0 ? [`--gpus=${request.resources.gpus}`] : []),
      ...[inputs, outputs].flatMap(({ target }) => [
        '--mount',
        mountField('type=volume', `dst=${target}`, 'volume-nocopy'),
      ]),
      image,
    ])
    await must('copy the inputs', ['cp', '-', `${names.container}:/`], { input: foldersTar([inputs, outputs]) })
    const args = ['start', '--attach', names.container]
    const end = await runAttached(request, { program: docker, called: 'docker', container: names.container, args })
    const left: string[] = []
    await must('copy the outputs', ['cp', `${names.container}:${outputs.target}/.`, '-'], {
      output: async (tar) => void left.push(...(await unpackOutputs(tar, outputs.source))),
    })
    return { ...end, notes: [...notesOf(request, host, can), ...left] }
  })
}

async function succeed(docker: Podman, doing: string, args: readonly string[], options: CommandOptions): Promise<void> {
  const { status, stderr } = await docker(args, options)
  if (status !== 0) throw new OciPackError('executor', `docker cannot ${doing}: ${stderr || `status ${status}`}`)
}

function hasGpus({ Runtimes }: DockerHost): boolean {
  return Object.hasOwn(Runtimes ?? {}, 'nvidia')
}

function notesOf({ resources: { ram, cpus, gpus } }: TaskRequest, host: DockerHost, can: CanLimit): string[] {
  return [
    ...(can.memory ? [] : [`Memory was not limited to ${describeSize(ram)}: this Docker cannot`]),
    ...(can.cpus ? [] : [`Processors were not limited to ${cpus}: this Docker cannot`]),
    ...(gpus > 0 && !hasGpus(host) ? ['The Task was given no GPU: this Docker has no nvidia runtime'] : []),
  ]
}
