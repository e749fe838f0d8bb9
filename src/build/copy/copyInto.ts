import type { ByteString } from '../../core/bytes.js'
import { textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { IgnoreMatcher, IgnoreState } from '../../dockerfile/ignore.js'
import type { Changes } from '../../rootfs/changes.js'
import { directoryAt } from '../../rootfs/changes.js'
import { type Attributes, type Directory, emptyDirectory, type Node, noXattrs } from '../../rootfs/node.js'
import { find, nodeAt, pathParts } from '../../rootfs/tree.js'

/** The owner that `--chown` names. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** How COPY changes what it copies. */
export interface CopyOptions {
  readonly owner?: Owner | undefined
  /** `--chmod`: the new permission bits, by the old ones. */
  readonly mode?: ((mode: number, isDirectory: boolean) => number) | undefined
  /** The permission bits of directories made on the way, where they are not 0755: those of an octal `--chmod`. */
  readonly madeMode?: number | undefined
  /**
   * `--exclude` and `--parents`: what any of them excludes by its path below the source stays behind; a `!` brings back what lies in an
   * excluded directory, and that directory with it.
   */
  readonly exclude?: readonly IgnoreMatcher[]
  /** The time of directories made on the way; seconds since 1970. */
  readonly epoch: number
}

/**
 * Copies one source into a tree, as BuildKit's COPY does: a directory's contents into the destination, a file onto it, or into it
 * where it is a directory. The source's own name is followed where it is a link, links below it are copied; links in the
 * destination are followed up to the last part of a copied file's name.
 * @param sourcePath a path in `source`, which may hold links and `..`; neither leaves `source`
 * @param destination an absolute path; one that ends in `/` is a directory
 * @throws OciPackError `source` where a directory would replace a file or the reverse, or where the source is missing
 */
export function copyInto(
  changes: Changes,
  source: Directory,
  sourcePath: ByteString,
  destination: ByteString,
  options: CopyOptions,
): void {
  const { node } = find(source, sourcePath)
  if (!node)
    throw new OciPackError('source', `${textOfBytes(sourcePath)} is not there`, {
      hint: 'Check where the links on its way lead.',
    })
  const target = targetOf(changes, node, sourcePath, destination, options)
  const place = { target, relative: '', states: [], before: () => undefined }
  copyNode({ changes, options, copies: new Map() }, node, place)
}

/**
 * Makes a directory and those above it, each as `options` say; what exists stays as it is. Returns its path with links followed.
 * @param setgid the bit that a new directory has from the one above it; 0 where it is made without
 */
export function makeDirectories(changes: Changes, path: ByteString, options: CopyOptions, setgid = 0o2000): ByteString {
  const real = find(changes.root, path).path
  let parent = changes.root
  let at = ''
  for (const part of pathParts(real)) {
    at = join(at, part)
    const node = parent.children.get(part)
    if (node && node.type !== 'directory')
      throw new OciPackError('source', `/${textOfBytes(at)} is not a directory, so nothing can be put into it`, {
        hint: 'Name another place, or remove what stands there before.',
      })
    const directory = node ?? madeDirectory(parent, options, setgid)
    if (!node) changes.put(at, directory)
    parent = directory
  }
  return real
}

/**
 * A directory made on the way, as mkdir(2) makes it with Docker's umask: without setuid and the sticky bit, writable by its owner alone;
 * below one with setgid it has that one's group.
 */
function madeDirectory(parent: Directory, options: CopyOptions, setgid: number): Directory {
  const gid = parent.mode & 0o2000 ? parent.gid : 0
  const mode = ((options.madeMode ?? 0o755) & 0o755) | (parent.mode & setgid)
  return emptyDirectory({ mode, gid, mtime: options.epoch, ...options.owner })
}

/** Where the copy goes: a clean path whose parent exists by now. */
function targetOf(
  changes: Changes,
  node: Node,
  sourcePath: ByteString,
  destination: ByteString,
  options: CopyOptions,
): ByteString {
  const asDirectory = /(^|\/)\.?$/.test(destination)
  if (node.type === 'directory') return makeDirectories(changes, destination, options)
  const parent = makeDirectories(
    changes,
    asDirectory ? destination : destination.slice(0, destination.lastIndexOf('/') + 1),
    options,
  )
  if (asDirectory) return join(parent, baseName(sourcePath))
  const found = find(changes.root, destination)
  if (found.node?.type === 'directory') return join(found.path, baseName(sourcePath))
  makeDirectories(changes, parentOf(found.path), options)
  return found.path
}

interface Copying {
  readonly changes: Changes
  readonly options: CopyOptions
  /** The new node of each copied one: two names of one file stay so. */
  readonly copies: Map<Node, Node>
}

/** Where a node is, seen from the source and from the target. */
interface Place {
  readonly target: ByteString
  readonly relative: ByteString
  /** What each of `exclude` says of it; nothing of the source itself. */
  readonly states: readonly IgnoreState[]
  /** Puts the excluded directories above it that are not there yet. */
  readonly before: () => void
}

function copyNode(copying: Copying, node: Node, place: Place): void {
  const { changes, options } = copying
  const { exclude = [] } = options
  const { target, relative, states } = place
  const excluded = states.some((state) => state.excluded)
  if (node.type !== 'directory') {
    if (excluded) return
    place.before()
    putFile(copying, node, target)
    return
  }
  const put = once(() => {
    place.before()
    if (target === '') return
    if (excluded) putParent(changes, node, target, options)
    else putDirectory(changes, node, target, relative !== '', options)
  })
  const folder = textOfBytes(relative)
  if (!excluded) put()
  else if (exclude.some((matcher, i) => states[i]?.excluded && !matcher.mayHoldIncluded(folder))) return
  for (const [name, child] of node.children) {
    const path = join(relative, name)
    const text = textOfBytes(path)
    const entered = exclude.map((matcher, i) => matcher.enter(text, states[i]))
    copyNode(copying, child, { target: join(target, name), relative: path, states: entered, before: put })
  }
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}

function putFile({ changes, options, copies }: Copying, node: Exclude<Node, Directory>, target: ByteString): void {
  if (directoryAt(changes.root, target)) {
    throw new OciPackError('source', `/${textOfBytes(target)} is a directory and cannot be replaced by a file`, {
      hint: 'Copy to another name, or remove the directory first.',
    })
  }
  let copy = copies.get(node)
  if (!copy) copies.set(node, (copy = { ...node, ...changed(node, options) }))
  changes.put(target, copy)
}

/** The destination itself is there by now and keeps its attributes but for the time; a directory below it takes the source's. */
function putDirectory(
  changes: Changes,
  node: Directory,
  target: ByteString,
  overwrite: boolean,
  options: CopyOptions,
): void {
  const existing = nodeAt(changes.root, target)
  if (existing && existing.type !== 'directory') {
    throw new OciPackError('source', `/${textOfBytes(target)} is not a directory and cannot be replaced by one`, {
      hint: 'Copy to another name, or remove the file first.',
    })
  }
  const { mtime, mtimeNsec } = node
  const attributes = existing && !overwrite ? { ...existing, mtime, mtimeNsec } : changed(node, options)
  const children = existing?.children ?? new Map<ByteString, Node>()
  changes.put(target, { ...attributes, type: 'directory', children })
}

/** A directory for the sake of what it holds is made as in the source; of one that exists only the mode becomes the source's. */
function putParent(changes: Changes, node: Directory, target: ByteString, options: CopyOptions): void {
  const existing = directoryAt(changes.root, target)
  if (existing) changes.put(target, { ...existing, mode: node.mode })
  else putDirectory(changes, node, target, true, options)
}

function changed(node: Node, options: CopyOptions): Attributes {
  const { mtime, mtimeNsec } = node
  // A link has no permissions of its own.
  const mode = options.mode && node.type !== 'symlink' ? options.mode(node.mode, node.type === 'directory') : node.mode
  const { uid, gid } = options.owner ?? node
  return { mode, uid, gid, mtime, mtimeNsec, xattrs: carriedXattrs(node) }
}

/** Of extended attributes, what Docker's COPY and ADD bring along: capabilities. */
export function carriedXattrs({ xattrs }: Attributes): Attributes['xattrs'] {
  const capability = xattrs.get('security.capability')
  return capability ? new Map([['security.capability', capability]]) : noXattrs
}

function join(parent: ByteString, name: ByteString): ByteString {
  return parent === '' ? name : `${parent}/${name}`
}

export function parentOf(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

function baseName(path: ByteString): ByteString {
  return pathParts(path).pop() ?? ''
}
