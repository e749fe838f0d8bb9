import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs'
import { type ByteString, bytesOfText, fsPath, textOfBytes } from '../core/bytes.js'
import { fromSystemError } from '../core/errors.js'
import type { IgnoreMatcher, IgnoreState } from '../dockerfile/ignore.js'
import { type Attributes, type Directory, type Node, noXattrs } from './node.js'

export interface HostTreeOptions {
  /** What .dockerignore leaves out, by paths relative to the folder. */
  readonly ignore?: IgnoreMatcher | undefined
  /** Says of a path on this machine, links resolved, that it does not belong to the tree. It is not looked at then. */
  readonly omit?: (path: ByteString) => boolean
  /** The time that a file gets, by its own; seconds since 1970. */
  readonly mtime: (own: number) => number
}

/**
 * A folder of this machine as a tree that is read only where somebody looks. Everything in it belongs to root; two names of one inode
 * are one node. A socket counts as an empty file, as it does for Docker.
 * @throws OciPackError `io` also later, when a directory's children are asked for
 */
export function hostTree(folder: string, options: HostTreeOptions): Directory {
  const path = bytesOfText(folder)
  const inodes = new Map<string, Node>()
  return new HostDirectory(path, '', inspect(path), { ...options, inodes }, undefined)
}

type Scan = HostTreeOptions & { readonly inodes: Map<string, Node> }

class HostDirectory implements Directory, Attributes {
  readonly type = 'directory'
  readonly mode: number
  readonly uid = 0
  readonly gid = 0
  readonly mtime: number
  readonly mtimeNsec = 0
  readonly xattrs = noXattrs
  readonly #path: ByteString
  readonly #relative: ByteString
  readonly #scan: Scan
  readonly #state: IgnoreState | undefined
  #children: Map<ByteString, Node> | undefined

  constructor(path: ByteString, relative: ByteString, stats: Stats, scan: Scan, state: IgnoreState | undefined) {
    this.mode = stats.mode & 0o7777
    this.mtime = scan.mtime(Math.floor(stats.mtimeMs / 1000))
    this.#path = path
    this.#relative = relative
    this.#scan = scan
    this.#state = state
  }

  get children(): Map<ByteString, Node> {
    return (this.#children ??= this.#read())
  }

  #read(): Map<ByteString, Node> {
    const children = new Map<ByteString, Node>()
    for (const name of list(this.#path)) {
      const relative = this.#relative === '' ? name : `${this.#relative}/${name}`
      const node = this.#child(`${this.#path}/${name}`, relative)
      if (node) children.set(name, node)
    }
    return children
  }

  #child(path: ByteString, relative: ByteString): Node | undefined {
    const { ignore, omit } = this.#scan
    if (omit?.(path)) return undefined
    const text = textOfBytes(relative)
    const state = ignore?.enter(text, this.#state)
    if (state?.excluded && !ignore?.mayHoldIncluded(text)) return undefined
    const stats = inspect(path)
    if (!stats.isDirectory()) return state?.excluded ? undefined : this.#file(path, stats)
    const directory = new HostDirectory(path, relative, stats, this.#scan, state)
    return state?.excluded && directory.children.size === 0 ? undefined : directory
  }

  #file(path: ByteString, stats: Stats): Node {
    if (stats.nlink === 1) return fileNode(path, stats, this.#scan)
    const inode = `${stats.dev}:${stats.ino}`
    const known = this.#scan.inodes.get(inode)
    if (known) return known
    const node = fileNode(path, stats, this.#scan)
    this.#scan.inodes.set(inode, node)
    return node
  }
}

function fileNode(path: ByteString, stats: Stats, scan: Scan): Node {
  const mtime = scan.mtime(Math.floor(stats.mtimeMs / 1000))
  const attributes = { mode: stats.mode & 0o7777, uid: 0, gid: 0, mtime, mtimeNsec: 0, xattrs: noXattrs }
  if (stats.isSymbolicLink()) return { type: 'symlink', ...attributes, mode: 0o777, target: readLink(path) }
  if (stats.isFile()) return { type: 'file', ...attributes, size: stats.size, content: { from: 'host', path } }
  if (stats.isSocket())
    return { type: 'file', ...attributes, size: 0, content: { from: 'bytes', bytes: new Uint8Array() } }
  if (stats.isFIFO()) return { type: 'fifo', ...attributes, devMajor: 0, devMinor: 0 }
  return { type: stats.isBlockDevice() ? 'block' : 'character', ...attributes, ...deviceNumbers(stats.rdev) }
}

/** Linux's packing of device numbers (makedev(3)). */
function deviceNumbers(rdev: number): { devMajor: number; devMinor: number } {
  const high = Math.floor(rdev / 2 ** 32)
  const low = rdev >>> 0
  return { devMajor: ((low >>> 8) & 0xfff) + (high & 0xfffff000), devMinor: (low & 0xff) + ((low >>> 12) & 0xfff00) }
}

function inspect(path: ByteString): Stats {
  try {
    return lstatSync(fsPath(path))
  } catch (error) {
    throw fromSystemError(error, `reading ${textOfBytes(path)}`)
  }
}

function list(path: ByteString): ByteString[] {
  try {
    return readdirSync(fsPath(path), 'latin1').sort()
  } catch (error) {
    throw fromSystemError(error, `listing ${textOfBytes(path)}`)
  }
}

function readLink(path: ByteString): ByteString {
  try {
    return readlinkSync(fsPath(path), 'latin1')
  } catch (error) {
    throw fromSystemError(error, `reading the link ${textOfBytes(path)}`)
  }
}
