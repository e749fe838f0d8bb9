import type { ByteString } from '../../core/bytes.js'
import { textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { Changes } from '../../rootfs/changes.js'
import { directoryAt } from '../../rootfs/changes.js'
import { type Attributes, type Directory, emptyDirectory, type Node } from '../../rootfs/node.js'
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
  /** `--exclude`: whether a path below the source, as text, stays behind with all below it. */
  readonly exclude?: ((path: string) => boolean) | undefined
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
  if (!node) throw new OciPackError('source', `${textOfBytes(sourcePath)} is not there`)
  const target = targetOf(changes, node, sourcePath, destination, options)
  copyNode({ changes, options, copies: new Map() }, node, target, '', false)
}

/** Makes a directory and those above it, each as `options` say; what exists stays as it is. Returns its path with links followed. */
export function makeDirectories(changes: Changes, path: ByteString, options: CopyOptions): ByteString {
  const real = find(changes.root, path).path
  let at = ''
  for (const part of pathParts(real)) {
    const parent = directoryAt(changes.root, at)
    at = at === '' ? part : `${at}/${part}`
    const node = parent?.children.get(part)
    if (node?.type === 'directory') continue
    if (node)
      throw new OciPackError('source', `/${textOfBytes(at)} is not a directory, so nothing can be copied into it`)
    changes.put(at, emptyDirectory(changed(emptyDirectory({ mtime: options.epoch }), options)))
  }
  return real
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

function copyNode(copying: Copying, node: Node, target: ByteString, relative: ByteString, overwrite: boolean): void {
  const { changes, options } = copying
  if (relative !== '' && options.exclude?.(textOfBytes(relative))) return
  if (node.type !== 'directory') {
    putFile(copying, node, target)
    return
  }
  if (target !== '') putDirectory(changes, node, target, overwrite, options)
  for (const [name, child] of node.children) copyNode(copying, child, join(target, name), join(relative, name), true)
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

/** A directory that exists keeps its attributes at the destination itself and takes the source's below it. */
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
  if (existing && !overwrite) return
  changes.put(target, {
    type: 'directory',
    ...changed(node, options),
    children: existing?.children ?? new Map<ByteString, Node>(),
  })
}

function changed(node: Node, options: CopyOptions): Attributes {
  const { mtime, mtimeNsec, xattrs } = node
  // A link has no permissions of its own.
  const mode = options.mode && node.type !== 'symlink' ? options.mode(node.mode, node.type === 'directory') : node.mode
  const { uid, gid } = options.owner ?? node
  return { mode, uid, gid, mtime, mtimeNsec, xattrs }
}

function join(parent: ByteString, name: ByteString): ByteString {
  return parent === '' ? name : `${parent}/${name}`
}

function parentOf(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

function baseName(path: ByteString): ByteString {
  return pathParts(path).pop() ?? ''
}
