import { release } from 'node:os'
import type { ByteString } from '../../core/bytes.js'
import type { RunRequest } from '../executor.js'
import type { Ids } from '../linux/ids.js'

/** A mount as mount(2) takes it: source, target, type, flags, data. Relative paths start at the sandbox's folder. */
export type MountRow = readonly [source: ByteString, target: ByteString, type: string, flags: number, data: string]

/** Flags of mount(2). */
export const MS = { readOnly: 1, noSuid: 2, noDev: 4, noExec: 8, bind: 0x1000, recursive: 0x4000 }
const locked = MS.noSuid | MS.noDev | MS.noExec
const bindAll = MS.bind | MS.recursive

/** Devices that a sandbox has, as the host has them. */
export const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty']

/** Links in /dev. */
export const deviceLinks: readonly (readonly [name: string, target: string])[] = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
  ['ptmx', 'pts/ptmx'],
]

/** Where the engine mounts things, as clean paths below the root: links on the way to them are followed already. */
export interface EnginePoints {
  readonly proc: ByteString
  readonly sys: ByteString
  readonly dev: ByteString
  readonly hosts: ByteString
  readonly resolvConf: ByteString
}

/**
 * What is mounted over a sandbox's file tree: /proc with what concerns the whole machine read-only or hidden, as Docker has it, /sys
 * read-only, devices, resolv.conf, hosts. `exists` tells what the host has. With `insecure` rights nothing is hidden.
 */
export function engineMounts(
  request: RunRequest,
  points: EnginePoints,
  ids: Ids,
  exists: (path: string) => boolean,
): MountRow[] {
  const insecure = request.security === 'insecure'
  const proc = `root/${points.proc}`
  const sys = `root/${points.sys}`
  const dev = `root/${points.dev}`
  const bind = (source: ByteString, target: ByteString, flags = 0): MountRow => [
    source,
    target,
    'bind',
    bindAll | flags,
    '',
  ]
  const empty = (target: ByteString): MountRow => ['tmpfs', target, 'tmpfs', MS.readOnly | locked, '']
  const present = (folder: string, names: readonly string[]): readonly string[] =>
    names.filter((name) => exists(`${folder}/${name}`))
  // Without a network namespace of one's own, the kernel gives an ordinary user no new sysfs.
  const own = ids.kind === 'root' || request.network === 'none'
  const system: MountRow = own
    ? ['sysfs', sys, 'sysfs', locked | (insecure ? 0 : MS.readOnly), '']
    : bind('/sys', sys, locked | MS.readOnly)
  const hidden: MountRow[] = [
    ...present('/proc', ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger']).map((name) =>
      bind(`${proc}/${name}`, `${proc}/${name}`, MS.readOnly | locked),
    ),
    ...present('/proc', ['interrupts', 'kcore', 'keys', 'latency_stats', 'timer_list', 'sched_debug']).map((name) =>
      bind('/dev/null', `${proc}/${name}`),
    ),
    ...present('/proc', ['acpi', 'asound', 'scsi']).map((name) => empty(`${proc}/${name}`)),
  ]
  return [
    ['proc', proc, 'proc', locked, ''],
    ...(insecure ? [] : hidden),
    system,
    ...(insecure
      ? []
      : present('/sys', ['devices/virtual/powercap', 'firmware', 'fs/cgroup']).map((name) => empty(`${sys}/${name}`))),
    ...deviceMounts(request, dev, ids, insecure ? [] : present('/dev', devices)),
    bind('hosts', `root/${points.hosts}`, MS.readOnly | locked),
    bind('resolv.conf', `root/${points.resolvConf}`, MS.readOnly | locked),
  ]
}

/** /dev: the host's own where rights are not restricted, else a small one, whose skeleton stands in the folder `dev`. */
function deviceMounts(
  { security, shmSize }: RunRequest,
  dev: ByteString,
  { kind }: Ids,
  shown: readonly string[],
): MountRow[] {
  const terminals = `newinstance,ptmxmode=0666,mode=0620${kind === 'single' ? '' : ',gid=5'}`
  const own: MountRow[] = [
    ['devpts', `${dev}/pts`, 'devpts', MS.noSuid | MS.noExec, terminals],
    ['shm', `${dev}/shm`, 'tmpfs', locked, `mode=1777,size=${shmSize}`],
    ['mqueue', `${dev}/mqueue`, 'mqueue', locked, ''],
  ]
  if (security === 'insecure') return [['/dev', dev, 'bind', bindAll, '']]
  return [
    // What mknod makes is of no use on a tree without devices; those that are mounted one by one are.
    ['dev', dev, 'bind', MS.bind | MS.noSuid | MS.noDev, ''],
    ...own,
    ...shown.map((name): MountRow => [`/dev/${name}`, `${dev}/${name}`, 'bind', MS.bind, '']),
  ]
}

/** An overlay: `lower` are links in the sandbox's folder, the uppermost first, `upper` is the name of the folder that takes what is written. */
export function overlayMount(target: string, lower: readonly string[], upper: string | undefined, ids: Ids): MountRow {
  const data = [
    `lowerdir=${lower.join(':')}`,
    ...(upper === undefined ? [] : [`upperdir=${upper}`, `workdir=${upper}-work`, ...noSync()]),
    // What would leave marks of its own in the upper folder is off.
    ids.kind === 'root' ? 'redirect_dir=off,metacopy=off,index=off' : 'userxattr',
  ]
  // Devices that are made in it cannot be used: they are the host's.
  return ['overlay', target, 'overlay', MS.noDev | (upper === undefined ? MS.readOnly : 0), data.join(',')]
}

/** Nobody waits for a disk. */
function noSync(): string[] {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return major > 5 || (major === 5 && minor >= 10) ? ['volatile'] : []
}
