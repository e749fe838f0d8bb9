import { maxProcesses } from '../builtin.js'
import type { TaskRequest } from '../engine.js'
import { hostname } from '../process.js'

/** What an engine can limit. */
export interface CanLimit {
  readonly memory: boolean
  readonly cpus: boolean
  readonly processes: boolean
}

/** The flags of a Task's container that Podman and Docker have in common: nothing of the image is overridden. */
export function containerFlags({ resources }: TaskRequest, name: string, can: CanLimit): string[] {
  const { ram, cpus, internet } = resources
  return [
    ...['--name', name, '--pull=never', '--hostname', hostname],
    // What it writes goes to us alone. What it is given has labels of its own, by which SELinux would refuse it.
    ...['--log-driver=none', '--security-opt=label=disable'],
    ...(internet ? [] : ['--network=none']),
    // As in a Pod, there is no swap.
    ...(can.memory ? [`--memory=${ram}b`, `--memory-swap=${ram}b`] : []),
    ...(can.cpus ? [`--cpus=${cpus}`] : []),
    ...(can.processes ? [`--pids-limit=${maxProcesses}`] : []),
  ]
}

/** Fields of --mount, which are read as a line of CSV. */
export function mountField(...texts: readonly string[]): string {
  return texts.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')
}
