import { existsSync } from 'node:fs'
import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { tarHeader } from '../../oci/tar/entry.js'
import { headerOf } from '../../rootfs/headerOf.js'
import type { Mount, RunRequest } from '../executor.js'
import { encodeEntry } from '../linux/entries.js'
import { hostsFile } from '../linux/hosts.js'
import type { Ids } from '../linux/ids.js'
import { containerJob, processOf } from '../linux/process.js'
import type { MountSources } from '../linux/sources.js'
import type { Value } from '../linux/wire.js'
import { deviceLinks, devices, engineMounts, type MountRow, MS, overlayMount } from './mounts.js'
import { mountPoints, mountsDirectory, pointEntries } from './points.js'

/** A file tree: folders in overlay form, the uppermost first; or a copy of it, where there are no overlays. */
export type SandboxTree = { readonly lower: readonly string[] } | { readonly copy: string }

/** What a sandbox is made of. */
export interface SandboxParts extends MountSources<SandboxTree> {
  /** A path at which nothing is: the sandbox's folder, gone again when it is over. */
  readonly base: string
  readonly ids: Ids
  readonly tree: SandboxTree
  readonly isDirectory: (path: string) => boolean
}

/** CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWPID. */
export const sandboxNamespaces = 0x20000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000
const newNetwork = 0x40000000

/** The job `run` of run.pl: all that a sandbox needs, by names in its folder. */
export function sandboxJob(request: RunRequest, parts: SandboxParts): Value {
  const { base, ids, tree, resolvConf } = parts
  const { engine, missing } = mountPoints(request, parts.isDirectory)
  const place = new Places(parts)
  const copied = 'copy' in tree
  const points = copied || missing.length === 0 ? [] : ['points']
  const root: MountRow = copied
    ? [bytesOfText(tree.copy), 'root', 'bind', MS.bind | MS.noDev, '']
    : overlayMount('root', [...points, ...place.lower(tree.lower)], 'upper', ids)
  request.mounts.forEach((mount, i) => place.add(mount, i))
  const file = (path: string, bytes: Uint8Array | string, mode: number): Value => [path, bytes, 0, 0, mode]
  const none = request.network === 'none'
  return {
    job: 'run',
    own: ids.kind !== 'single',
    base: Buffer.from(base),
    namespaces: sandboxNamespaces + (none ? newNetwork : 0),
    folders: [
      ...[
        'root',
        'upper',
        'upper-work',
        'files',
        'dev',
        'dev/pts',
        'dev/shm',
        'dev/mqueue',
        'nothing',
        'void',
        'binds',
        'tmpfs',
      ],
      ...points,
      ...place.folders,
    ],
    links: [...deviceLinks.map(([name, target]) => [`dev/${name}`, target]), ...place.links],
    trees: [
      ['upper', [encodeEntry(headerOf('', request.tree))]],
      ...points.map((name) => [name, pointEntries(request.tree, missing).map(encodeEntry)]),
    ],
    sockets: place.sockets,
    caches: place.caches,
    written: [
      file('hosts', hostsFile(request), 0o644),
      file('resolv.conf', resolvConf, 0o644),
      ...devices.map((name) => file(`dev/${name}`, '', 0o666)),
    ],
    copy: copied ? Buffer.from(tree.copy) : '',
    devices: [],
    pipes: [],
    places: copied ? missing.map(({ path, directory }) => [path, directory ? '/' : '', '']) : [],
    upper: 'upper',
    mounts: [
      root,
      ['files', 'files', 'tmpfs', MS.noSuid | MS.noDev, 'mode=755'],
      ...place.mounts,
      ...engineMounts(request, engine, ids, existsSync),
    ],
    files: place.files,
    inside: place.inside,
    proc: engine.proc,
    hostname: request.hostname,
    ...containerJob(request),
    loopback: none,
    root: '',
    nested: ids.kind === 'single' && (request.user.uid !== 0 || request.user.gid !== 0),
    process: processOf(request, { ids }),
  }
}

/** Where what the request mounts waits in the sandbox's folder until its target can be reached. */
class Places {
  readonly folders: string[] = []
  readonly links: [string, ByteString][] = []
  readonly mounts: MountRow[] = []
  readonly files: Value[] = []
  readonly sockets: Value[] = []
  readonly caches: Value[] = []
  /** Source, target, flags, whether it is a directory. */
  readonly inside: Value[] = []
  readonly #parts: SandboxParts
  readonly #lower = new Map<string, string>()

  constructor(parts: SandboxParts) {
    this.#parts = parts
  }

  /** Short names for folders, of which an overlay's options hold only so many bytes. */
  lower(folders: readonly string[]): string[] {
    return folders.map((folder) => {
      const known = this.#lower.get(folder)
      if (known !== undefined) return known
      const name = `${this.#lower.size}`
      this.#lower.set(folder, name)
      this.links.push([name, bytesOfText(folder)])
      return name
    })
  }

  add(mount: Mount, i: number): void {
    const show = (source: string, flags: number): void =>
      void this.inside.push([source, bytesOfText(mount.target), flags, mountsDirectory(mount, this.#parts.isDirectory)])
    switch (mount.type) {
      case 'bind':
        return show(this.#bind(mount, `binds/${i}`), MS.noDev | (mount.readOnly ? MS.readOnly : 0))
      case 'cache': {
        const { uid, gid, mode, sharing, readOnly } = mount
        const entry = encodeEntry(
          tarHeader('', { type: 'directory', uid, gid, mode, mtime: Math.floor(Date.now() / 1000) }),
        )
        const { folder = '', seed = '' } = this.#parts.caches.get(mount) ?? {}
        this.caches.push([`cache-${i}`, bytesOfText(folder), sharing, entry, bytesOfText(seed)])
        return show(`cache-${i}`, MS.noDev | (readOnly ? MS.readOnly : 0))
      }
      case 'tmpfs': {
        const size = mount.size === undefined ? '' : `,size=${mount.size}`
        this.folders.push(`tmpfs/${i}`)
        this.mounts.push(['tmpfs', `tmpfs/${i}`, 'tmpfs', MS.noSuid | MS.noDev, `mode=1777${size}`])
        return show(`tmpfs/${i}`, mount.readOnly ? MS.readOnly : 0)
      }
      case 'file':
        this.files.push([`files/${i}`, mount.bytes, mount.uid, mount.gid, mount.mode])
        return show(`files/${i}`, MS.readOnly | MS.noSuid | MS.noDev | (mount.mode & 0o111 ? 0 : MS.noExec))
      case 'socket': {
        const path = bytesOfText(this.#parts.sockets.get(mount) ?? '')
        this.sockets.push([path, mount.uid, mount.gid, mount.mode])
        return show(path, MS.noSuid | MS.noDev | MS.noExec)
      }
      case 'host':
        return show(bytesOfText(mount.source), mount.readOnly ? MS.readOnly | MS.noSuid | MS.noDev : 0)
    }
  }

  /** What is written to a bind of a tree goes to a folder that nobody looks at. */
  #bind(mount: Extract<Mount, { type: 'bind' }>, place: string): string {
    const tree = this.#parts.binds.get(mount) ?? { lower: [] }
    if ('copy' in tree) return bytesOfText(tree.copy)
    const below = mount.source.path === '' ? '' : `/${mount.source.path}`
    this.folders.push(place)
    if (tree.lower.length === 0) return place
    // An overlay that is read alone needs two folders.
    const lower = [...this.lower(tree.lower), ...['nothing', 'void'].slice(tree.lower.length)]
    if (!mount.readOnly) this.folders.push(`${place}-upper`, `${place}-upper-work`)
    this.mounts.push(overlayMount(place, lower, mount.readOnly ? undefined : `${place}-upper`, this.#parts.ids))
    return `${place}${below}`
  }
}
