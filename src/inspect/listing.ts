import { type ByteString, textOfBytes } from '../core/bytes.js'
import { type EntryType, type TarHeader, tarHeader } from '../oci/tar/entry.js'
import { headerOf } from '../rootfs/headerOf.js'
import type { LayerEntries } from '../rootfs/layerIndex.js'
import type { Directory } from '../rootfs/node.js'
import { walk } from '../rootfs/tree.js'
import type { Change } from './survey.js'

/** A file as a listing tells of it. */
export interface ListedFile {
  /** From the root, `/usr/bin/env`. Bytes that are not UTF-8 are shown as U+FFFD, here and in `target`. */
  readonly path: string
  /** `link` is a hard link in a layer; in an image each name of a file is a `file`. */
  readonly type: EntryType
  /** The 12 permission bits in octal, `0755`. */
  readonly mode: string
  readonly uid: number
  readonly gid: number
  /** Bytes. */
  readonly size: number
  /** As ISO 8601. */
  readonly modified: string
  /** Of a link. */
  readonly target?: string
  /** Of a device, `MAJOR:MINOR`. */
  readonly device?: string
}

/** A file that a layer adds, changes or deletes; of one that it deletes, what it was. */
export interface ChangedFile extends ListedFile {
  readonly change: 'A' | 'C' | 'D'
}

/** What a directory of a tree holds, sorted by the names' bytes; with `recursive` all that is below it. */
export function listDirectory(directory: Directory, path: ByteString, recursive: boolean): ListedFile[] {
  const listed = recursive ? directory : { ...directory, children: emptied(directory) }
  return Array.from(walk(listed, path), ({ path, node }) => listedFile(headerOf(path, node)))
}

/** What a directory holds, as if its directories were empty. */
function emptied({ children }: Directory): Directory['children'] {
  return new Map(
    Array.from(children, ([name, node]) => [name, node.type === 'directory' ? { ...node, children: new Map() } : node]),
  )
}

/**
 * What a layer alone has at a path, or else in it, in the order of its tar, whiteouts as they stand there; with `recursive` all that is below
 * it. A directory that is only there because of what it holds is told once, without attributes of its own.
 */
export function listLayer({ entries }: LayerEntries, path: ByteString, recursive: boolean): ListedFile[] {
  const listed = new Map<ByteString, TarHeader>()
  for (const { header } of entries) {
    if (header.path === path && header.type !== 'directory') listed.set(path, header)
    const below =
      path === '' ? header.path : header.path.startsWith(`${path}/`) ? header.path.slice(path.length + 1) : ''
    if (below === '') continue
    const slash = recursive ? -1 : below.indexOf('/')
    if (slash < 0) listed.set(header.path, header)
    else {
      const directory = header.path.slice(0, header.path.length - below.length + slash)
      if (!listed.has(directory)) listed.set(directory, tarHeader(directory, { type: 'directory', mode: 0o755 }))
    }
  }
  return [...listed.values()].map(listedFile)
}

const letters = { added: 'A', changed: 'C', removed: 'D' } as const

/** A layer's changes as files. */
export function listChanges(changes: readonly Change[]): ChangedFile[] {
  return changes.map((change) => {
    const node = change.kind === 'removed' ? change.before : change.node
    return { change: letters[change.kind], ...listedFile(headerOf(change.path, node)) }
  })
}

/** What a header says, for people and programs. */
export function listedFile(header: TarHeader): ListedFile {
  const { path, type, mode, uid, gid, size, linkPath } = header
  const isDevice = type === 'character' || type === 'block'
  return {
    path: `/${textOfBytes(path)}`,
    type,
    mode: mode.toString(8).padStart(4, '0'),
    uid,
    gid,
    size,
    modified: timeOf(header),
    ...(linkPath === '' ? {} : { target: type === 'link' ? `/${textOfBytes(linkPath)}` : textOfBytes(linkPath) }),
    ...(isDevice ? { device: `${header.devMajor}:${header.devMinor}` } : {}),
  }
}

/** The most milliseconds that a Date can be from 1970 (ECMA-262, "Time Values and Time Range"). */
const farthest = 8.64e15

function timeOf({ mtime, mtimeNsec }: TarHeader): string {
  const milliseconds = mtime * 1000 + Math.floor(mtimeNsec / 1e6)
  return new Date(Math.min(farthest, Math.max(-farthest, milliseconds))).toISOString()
}
