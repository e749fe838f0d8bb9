import type { Mount, RunRequest } from '../executor.js'
import { hostsFile } from '../linux/hosts.js'
import type { PodmanHost } from './host.js'

type Request = Pick<RunRequest, 'hostname' | 'extraHosts'>

/**
 * The /etc/hosts that Docker would make, where Podman's own would be made of this machine's. What another machine's tells is none of ours,
 * and newer Podmans let nothing be put in its place.
 */
export function hostsMount(request: Request, { remote }: Pick<PodmanHost, 'remote'>): Mount[] {
  if (remote) return []
  return [{ type: 'file', target: '/etc/hosts', bytes: Buffer.from(hostsFile(request)), uid: 0, gid: 0, mode: 0o644 }]
}

/** Flags for names of hosts where the file is Podman's, or for there to be none of its making. */
export function hostsFlags(
  { extraHosts }: Pick<Request, 'extraHosts'>,
  { remote }: Pick<PodmanHost, 'remote'>,
): string[] {
  return remote ? extraHosts.map(({ name, address }) => `--add-host=${name}:${address}`) : ['--no-hosts']
}
