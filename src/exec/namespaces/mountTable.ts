import { type ByteString, bytesOfText } from '../../core/bytes.js'
import type { RunRequest } from '../executor.js'
import type { Privilege } from './privilege.js'

/** Devices that a sandbox has, as the host has them. */
export const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty']

/** Where things are mounted, as clean paths below the root: links on the way to them are followed already. */
export interface MountPoints {
  readonly proc: ByteString
  readonly sys: ByteString
  readonly dev: ByteString
  readonly hosts: ByteString
  readonly resolvConf: ByteString
  /** One for each of the request's mounts. */
  readonly mounts: readonly ByteString[]
}

/**
 * What is mounted in a sandbox once its overlay and the folder of /dev are, as a table for `mount --all` (fstab(5)): /proc with what
 * concerns the whole machine read-only or hidden, as Docker has it, /sys read-only, devices, resolv.conf, hosts, and the request's own.
 * `base` is the sandbox's folder; `exists` tells what the host has.
 */
export function mountTable(
  request: RunRequest,
  points: MountPoints,
  base: string,
  privilege: Privilege,
  exists: (path: string) => boolean,
): string {
  const root = `${bytesOfText(base)}/root`
  const proc = `${root}/${points.proc}`
  const sys = `${root}/${points.sys}`
  const dev = `${root}/${points.dev}`
  const bind = (source: string, target: string, options = ''): Line => [source, target, 'none', `rbind${options}`]
  const own = privilege.kind === 'root' || request.network === 'none'
  const present = (folder: string, names: readonly string[]): readonly string[] =>
    names.filter((name) => exists(`${folder}/${name}`))
  const lines: Line[] = [
    ['proc', proc, 'proc', locked],
    ...present('/proc', ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger']).map((name) =>
      bind(`${proc}/${name}`, `${proc}/${name}`, `,ro,${locked}`),
    ),
    ...present('/proc', ['kcore', 'keys', 'latency_stats', 'timer_list', 'sched_debug']).map((name) =>
      bind('/dev/null', `${proc}/${name}`),
    ),
    ...present('/proc', ['acpi', 'scsi', 'asound']).map((name): Line => [
      'tmpfs',
      `${proc}/${name}`,
      'tmpfs',
      `ro,${locked}`,
    ]),
    // Without a network namespace of one's own, the kernel gives an ordinary user no new sysfs.
    own ? ['sysfs', sys, 'sysfs', `ro,${locked}`] : bind('/sys', sys, `,ro,${locked}`),
    ...present('/sys', ['fs/cgroup', 'firmware']).map((name): Line => [
      'tmpfs',
      `${sys}/${name}`,
      'tmpfs',
      `ro,${locked}`,
    ]),
    ...present('/dev', devices).map((name) => bind(`/dev/${name}`, `${dev}/${name}`)),
    [
      'devpts',
      `${dev}/pts`,
      'devpts',
      `nosuid,noexec,newinstance,ptmxmode=0666,mode=0620${privilege.kind === 'single' ? '' : ',gid=5'}`,
    ],
    ['shm', `${dev}/shm`, 'tmpfs', `${locked},mode=1777,size=65536k`],
    ['mqueue', `${dev}/mqueue`, 'mqueue', locked],
    bind(`${bytesOfText(base)}/resolv.conf`, `${root}/${points.resolvConf}`, `,ro,${locked}`),
    bind(`${bytesOfText(base)}/hosts`, `${root}/${points.hosts}`, `,ro,${locked}`),
    ...request.mounts.map((mount, i) =>
      bind(
        mount.type === 'host' ? bytesOfText(mount.source) : `${bytesOfText(base)}/file-${i}`,
        `${root}/${points.mounts[i] ?? ''}`,
        `,X-mount.mkdir${mount.type === 'host' && !mount.readOnly ? '' : ',ro,nosuid,nodev'}`,
      ),
    ),
  ]
  return lines.map((line) => `${line.map(escaped).join(' ')} 0 0\n`).join('')
}

type Line = readonly [source: ByteString, target: ByteString, type: string, options: string]

const locked = 'nosuid,nodev,noexec'

function escaped(field: ByteString): ByteString {
  return field.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

/** /etc/hosts as a RUN sees it. */
export function hostsFile(extra: RunRequest['extraHosts']): string {
  const lines = [
    '127.0.0.1\tlocalhost buildkitsandbox',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    ...extra.map(({ name, address }) => `${address}\t${name}`),
  ]
  return `${lines.join('\n')}\n`
}
