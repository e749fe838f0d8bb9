import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { tarHeader } from '../../oci/tar/entry.js'
import { find } from '../../rootfs/tree.js'
import type { Mount, RunRequest } from '../executor.js'
import { encodeEntry } from '../linux/entries.js'
import { hostsFile } from '../linux/hosts.js'
import type { Ids } from '../linux/ids.js'
import { containerJob, processOf } from '../linux/process.js'
import type { MountSources } from '../linux/sources.js'
import type { Value } from '../linux/wire.js'

/** What a changed root is made of; a bind is a copy of the very file or directory, to be used up. */
export interface ChrootParts extends MountSources<string> {
  /** A path at which nothing is: what is put into the tree is prepared there. */
  readonly base: string
  readonly ids: Ids
  /** The folder that holds the file tree. */
  readonly copy: string
}

const character = 0o020000
const pipe = 0o010000

/** Name, kind, device numbers. */
const devices: readonly (readonly [name: string, format: number, major: number, minor: number])[] = [
  ['null', character, 1, 3],
  ['zero', character, 1, 5],
  ['full', character, 1, 7],
  ['random', character, 1, 8],
  ['urandom', character, 1, 9],
  ['tty', character, 5, 0],
  // There is no /proc that could lead to the process's own streams.
  ['stdout', pipe, 0, 0],
  ['stderr', pipe, 0, 0],
]

/**
 * The job `run` of run.pl for a process that has another root and is otherwise like any other: what Docker would mount is put into the tree
 * and taken back. @throws OciPackError `source` for a target among links that lead in circles
 */
export function chrootJob(request: RunRequest, parts: ChrootParts): Value {
  const { base, ids, copy, resolvConf } = parts
  const at = (path: string): ByteString => find(request.tree, bytesOfText(path)).path
  const dev = at('/dev')
  const things = request.mounts.map((mount, i) => thingOf(mount, i, parts))
  const file = (path: string, bytes: Uint8Array | string): Value => [path, bytes, 0, 0, 0o644]
  return {
    job: 'run',
    own: true,
    base: Buffer.from(base),
    namespaces: 0,
    folders: ['dev', 'dev/shm', ...things.flatMap(({ folder }) => folder ?? [])],
    links: [],
    trees: [
      ['dev/shm', [encodeEntry(directory(0o1777))]],
      ...things.flatMap(({ folder }) => (folder === undefined ? [] : [[folder, [encodeEntry(directory(0o1777))]]])),
    ],
    sockets: things.flatMap(({ socket }) => (socket ? [socket] : [])),
    caches: things.flatMap(({ cache }) => (cache ? [cache] : [])),
    written: [
      file('hosts', hostsFile(request)),
      file('resolv.conf', resolvConf),
      ...things.flatMap(({ written }) => (written ? [written] : [])),
    ],
    copy: Buffer.from(copy),
    devices: devices.map(([name, ...rest]) => [`dev/${name}`, ...rest]),
    pipes: [
      ['o', `${bytesOfText(copy)}/${dev}/stdout`],
      ['e', `${bytesOfText(copy)}/${dev}/stderr`],
    ],
    places: [
      [dev, 'dev', ''],
      [at('/proc'), '/', ''],
      [at('/sys'), '/', ''],
      [at('/etc/hosts'), 'hosts', ''],
      [at('/etc/resolv.conf'), 'resolv.conf', ''],
      ...request.mounts.map((mount, i) => [
        at(mount.target),
        things[i]?.from ?? '/',
        mount.type === 'cache' || mount.type === 'host',
      ]),
    ],
    root: Buffer.from(copy),
    ...containerJob(request),
    process: processOf(request, { ids, rootAlone: true }),
  }
}

/** How what a mount shows is prepared, and where it is then. */
interface Thing {
  readonly from: ByteString
  readonly folder?: string
  readonly written?: Value
  readonly cache?: Value
  readonly socket?: Value
}

function thingOf(mount: Mount, i: number, { binds, caches, sockets }: ChrootParts): Thing {
  switch (mount.type) {
    case 'bind':
      return { from: bytesOfText(binds.get(mount) ?? '') }
    case 'tmpfs':
      return { from: `tmpfs-${i}`, folder: `tmpfs-${i}` }
    case 'file':
      return { from: `file-${i}`, written: [`file-${i}`, mount.bytes, mount.uid, mount.gid, mount.mode] }
    case 'cache': {
      const { folder = '', seed = '' } = caches.get(mount) ?? {}
      const { uid, gid, mode, sharing } = mount
      const entry = encodeEntry({ ...directory(mode), uid, gid })
      // It can be at one place only.
      const alone = sharing === 'shared' ? 'locked' : sharing
      return { from: `cache-${i}`, cache: [`cache-${i}`, bytesOfText(folder), alone, entry, bytesOfText(seed)] }
    }
    case 'socket': {
      const from = bytesOfText(sockets.get(mount) ?? '')
      return { from, socket: [from, mount.uid, mount.gid, mount.mode] }
    }
    case 'host':
      return { from: bytesOfText(mount.source) }
  }
}

function directory(mode: number): ReturnType<typeof tarHeader> {
  return tarHeader('', { type: 'directory', mode, mtime: Math.floor(Date.now() / 1000) })
}
