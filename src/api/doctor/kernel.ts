import type { Check } from './check.js'

/** Reads a small text of the kernel's; undefined where it has none. */
export type ReadText = (path: string) => string | undefined

/** What of the kernel matters to a RUN that executes on Linux, and what forbids it. */
export function kernelChecks(read: ReadText): Check[] {
  return [userNamespaces(read), overlay(read), seccomp(read), ...appArmor(read), cgroups(read)]
}

/** What lets no ordinary user make user namespaces, and the value that does. */
const settings = [
  { path: 'user/max_user_namespaces', forbids: '0', allows: '10000' },
  { path: 'kernel/unprivileged_userns_clone', forbids: '0', allows: '1' },
  { path: 'kernel/apparmor_restrict_unprivileged_userns', forbids: '1', allows: '0' },
] as const

function userNamespaces(read: ReadText): Check {
  const topic = 'user namespaces'
  if (read('/proc/sys/user/max_user_namespaces') === undefined)
    return {
      topic,
      good: false,
      finding: 'the kernel has none',
      hint: 'Take a kernel with CONFIG_USER_NS, or build as root.',
    }
  const found = settings.find(({ path, forbids }) => read(`/proc/sys/${path}`) === forbids)
  if (!found) return { topic, good: true, finding: 'not restricted by a setting' }
  const name = found.path.replace('/', '.')
  return {
    topic,
    good: false,
    finding: `restricted: ${name} is ${found.forbids}`,
    hint: `An administrator can allow them: sysctl ${name}=${found.allows}.`,
  }
}

function overlay(read: ReadText): Check {
  const topic = 'overlayfs'
  const isThere = /\boverlay$/m.test(read('/proc/filesystems') ?? '')
  if (isThere) return { topic, good: true, finding: 'in the kernel' }
  return { topic, finding: 'not loaded; a kernel that has it as a module loads it when root mounts one' }
}

function seccomp(read: ReadText): Check {
  const topic = 'seccomp'
  const mode = /^Seccomp:\s*(\d)$/m.exec(read('/proc/self/status') ?? '')?.[1]
  if (mode === undefined)
    return {
      topic,
      good: false,
      finding: 'the kernel has none: a RUN has no filter of system calls',
      hint: 'Take a kernel with CONFIG_SECCOMP_FILTER before you build what you do not trust.',
    }
  if (mode === '0') return { topic, good: true, finding: 'in the kernel; nothing is filtered around this process' }
  return { topic, finding: 'a filter lies around this process, as in a container; it may forbid namespaces' }
}

function appArmor(read: ReadText): Check[] {
  const profile = read('/proc/self/attr/apparmor/current') ?? read('/proc/self/attr/current')
  if (read('/sys/module/apparmor/parameters/enabled') !== 'Y' || !profile) return []
  return [
    {
      topic: 'AppArmor',
      finding:
        profile === 'unconfined' ? 'on; this process is not confined' : `on; this process is confined: ${profile}`,
    },
  ]
}

function cgroups(read: ReadText): Check {
  const isUnified = read('/sys/fs/cgroup/cgroup.controllers') !== undefined
  return { topic: 'cgroups', finding: isUnified ? 'version 2' : 'version 1, or none; only podman cares' }
}
