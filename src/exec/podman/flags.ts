import { formatPlatform, normalizePlatform } from '../../core/platform.js'
import type { RunRequest } from '../executor.js'
import type { PodmanHost } from './host.js'
import { hostsFlags } from './hosts.js'

/**
 * The arguments of `podman run` for a request; those for the environment, mounts and the image are at hand.
 * Values of variables are not among them: others can read a process's arguments.
 */
export function runArguments(
  request: RunRequest,
  host: PodmanHost,
  name: string,
  flagsAndImage: readonly string[],
): string[] {
  const { user, network, cwd, hostname, shmSize, ulimits, argv } = request
  return [
    'run',
    ...['--name', name, '--pull=never'],
    // What it writes goes to us alone, and nothing of Podman's own is added to its files or its environment.
    ...['--log-driver=none', '--passwd=false', '--http-proxy=false', '--unsetenv-all', '--systemd=false'],
    ...hostsFlags(request, host),
    ...platformFlags(request, host),
    ...['--userns=host', '--user', `${user.uid}:${user.gid}`],
    ...user.groups.flatMap((group) => ['--group-add', `${group}`]),
    ...['--workdir', cwd, '--network', network, '--hostname', hostname],
    ...['--shm-size', `${shmSize}b`],
    ...ulimits.flatMap(({ name: limit, soft, hard }) => ['--ulimit', `${limit}=${soft}:${hard}`]),
    ...rights(request),
    // Podman says that it cannot limit anything there, even where it is told not to.
    ...(host.rootless && host.cgroups === 'v1' ? [] : ['--pids-limit=-1']),
    ...flagsAndImage,
    ...argv,
  ]
}

/** A Podman that has not been asked for another platform warns of it. */
function platformFlags({ platform }: RunRequest, { platforms: [own] }: PodmanHost): string[] {
  const wanted = formatPlatform(normalizePlatform(platform))
  return wanted === own ? [] : ['--platform', wanted]
}

/** Docker's default capabilities. */
const capabilities = [
  ...['chown', 'dac_override', 'fsetid', 'fowner', 'mknod', 'net_raw', 'setgid', 'setuid', 'setfcap', 'setpcap'],
  ...['net_bind_service', 'sys_chroot', 'kill', 'audit_write'],
]

function rights({ security, user }: RunRequest): string[] {
  if (security === 'insecure') return ['--privileged']
  // A capability that is added by its name is one that another user than root has from the start, which is not meant.
  const own = user.uid === 0 ? ['--cap-drop=all', ...capabilities.map((name) => `--cap-add=${name}`)] : []
  // What is mounted from this machine has labels of its own, by which SELinux would refuse it.
  return [...own, '--security-opt=label=disable']
}
