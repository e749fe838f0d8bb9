import { type ByteString, compareBytes } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import type { Layer } from '../oci/image.js'
import { entryNode } from './entryNode.js'
import type { IndexEntry, LayerEntries } from './layerIndex.js'
import { type Directory, emptyDirectory, type Node, type SymbolicLink } from './node.js'

/** As many links as Linux follows in one path (path_resolution(7), MAXSYMLINKS). */
const maxLinks = 40

/** The parts of a path, without empty ones and `.`. */
export function pathParts(path: ByteString): ByteString[] {
  const parts = path.split('/')
  return parts.includes('') || parts.includes('.') ? parts.filter((part) => part !== '' && part !== '.') : parts
}

/** A path found in a tree: its name with every link on the way followed, and the file there, if there is one. */
export interface Found {
  /** Without a leading `/`; the root is the empty string. Contains no `..` and, up to its parent, no link. */
  readonly path: ByteString
  readonly node: Node | undefined
}

interface FindOptions {
  readonly follow?: boolean
  readonly confined?: boolean
  readonly met?: (path: ByteString, link: SymbolicLink) => void
}

/**
 * Finds `path` in a tree as a process whose root is the tree's would: links are followed, absolute targets start at the root, and
 * `..` stops there. What is missing on the way is taken for directories still to be made. `follow: false` leaves a link in last place.
 * `confined: true` takes a `..` at the root for an attempt to leave it. `met` is told each link that is followed, with its path.
 * @throws OciPackError `source` for a loop of links, and for leaving the root
 */
export function find(
  root: Directory,
  path: ByteString,
  { follow = true, confined = false, met }: FindOptions = {},
): Found {
  const ahead = pathParts(path).reverse()
  const at: { name: ByteString; node: Node | undefined }[] = []
  let links = 0
  while (ahead.length > 0) {
    const name = ahead.pop() ?? ''
    if (name === '..') {
      if (confined && at.length === 0)
        throw new OciPackError('source', `${JSON.stringify(path)} leaves the root through a link`, {
          hint: 'Make the link lead to a place below the root.',
        })
      at.pop()
      continue
    }
    const parent = at.length === 0 ? root : at[at.length - 1]?.node
    const node = parent?.type === 'directory' ? parent.children.get(name) : undefined
    if (node?.type === 'symlink' && (follow || ahead.length > 0)) {
      if (++links > maxLinks)
        throw new OciPackError('source', `too many symbolic links in ${JSON.stringify(path)}`, {
          hint: 'They may lead in circles: name a path without them.',
        })
      met?.([...at.map((step) => step.name), name].join('/'), node)
      if (node.target.startsWith('/')) at.length = 0
      ahead.push(...pathParts(node.target).reverse())
      continue
    }
    at.push({ name, node })
  }
  return { path: at.map((step) => step.name).join('/'), node: at.length === 0 ? root : at[at.length - 1]?.node }
}

/** The file at a path that holds no links and no `..`, or undefined. */
export function nodeAt(root: Directory, path: ByteString): Node | undefined {
  let node: Node | undefined = root
  for (const part of pathParts(path)) node = node?.type === 'directory' ? node.children.get(part) : undefined
  return node
}

/** As `nodeAt`, in a tree that stays as it is: of files that lie together, their directory is found once. */
export function finder(root: Directory): (path: ByteString) => Node | undefined {
  let { children }: Partial<Directory> = root
  let parent = ''
  return (path) => {
    const slash = path.lastIndexOf('/')
    const name = path.slice(slash + 1)
    if (name === '' || name === '.') return nodeAt(root, path)
    const above = path.slice(0, Math.max(slash, 0))
    if (above !== parent) {
      const node = nodeAt(root, above)
      children = node?.type === 'directory' ? node.children : undefined
      parent = above
    }
    return children?.get(name)
  }
}

/** Puts a file at a clean path, making the directories above it (0755 of root) and replacing what is not a directory there. */
export function putNode(root: Directory, path: ByteString, node: Node): void {
  const parts = pathParts(path)
  const name = parts.pop()
  if (name === undefined) throw new OciPackError('format', 'the root of a tree cannot be replaced')
  madeDirectory(root, parts).children.set(name, node)
}

/** The directory with a path of these parts, which is made as `putNode` makes it. */
function madeDirectory(root: Directory, parts: readonly ByteString[]): Directory {
  let directory = root
  for (const part of parts) {
    let next = directory.children.get(part)
    if (next?.type !== 'directory') directory.children.set(part, (next = emptyDirectory()))
    directory = next
  }
  return directory
}

/** Takes away the file at a clean path, with all below it. */
export function removeNode(root: Directory, path: ByteString): void {
  const parts = pathParts(path)
  const name = parts.pop() ?? ''
  const parent = nodeAt(root, parts.join('/'))
  if (parent?.type === 'directory') parent.children.delete(name)
}

/** Each file below a directory with its path, parents first, names in the order of their bytes. */
export function* walk(directory: Directory, prefix: ByteString = ''): Generator<{ path: ByteString; node: Node }> {
  // One generator for all: of one in another each step would cost as much as it is deep.
  const ahead: { children: Directory['children']; name: ByteString; path: ByteString }[] = []
  const enter = ({ children }: Directory, path: ByteString): void => {
    const above = path === '' ? '' : `${path}/`
    for (const name of [...children.keys()].sort(compareBytes).reverse())
      ahead.push({ children, name, path: above + name })
  }
  enter(directory, prefix)
  for (let next; (next = ahead.pop());) {
    const node = next.children.get(next.name)
    if (!node) continue
    yield { path: next.path, node }
    if (node.type === 'directory') enter(node, next.path)
  }
}

/** The children that were copied, by their copies. */
const originals = new WeakMap<Directory['children'], Directory['children']>()

/** Whether one is the other, or both are copies of one: another directory in its place is none, though it look alike. */
export function isSameDirectory({ children: a }: Directory, { children: b }: Directory): boolean {
  return (originals.get(a) ?? a) === (originals.get(b) ?? b)
}

/** A copy whose directories may be changed without changing the original's; hard links stay so. */
export function cloneTree(directory: Directory): Directory {
  const children = new Map<ByteString, Node>()
  originals.set(children, originals.get(directory.children) ?? directory.children)
  for (const [name, node] of directory.children) children.set(name, node.type === 'directory' ? cloneTree(node) : node)
  return { ...directory, children }
}

/**
 * Lays a layer over a tree, in place (OCI image-spec, layer.md, "Applying Changesets"): whiteouts take away what lower layers
 * hold, a directory keeps its children when it is named again, every other kind replaces what was there.
 * @throws OciPackError `format` for a hard link to what is not there
 */
export function applyLayer(root: Directory, index: LayerEntries, layer: Layer): void {
  const made = new Set<Node>()
  const opaque = new Set<ByteString>()
  for (const entry of index.entries) {
    const { path } = entry.header
    const slash = path.lastIndexOf('/')
    const name = path.slice(slash + 1)
    const parent = slash < 0 ? '' : path.slice(0, slash)
    if (name === opaqueMark) {
      if (!opaque.has(parent)) dropLower(nodeAt(root, parent), made)
      opaque.add(parent)
    } else if (name.startsWith(whiteoutPrefix)) removeNode(root, `${parent}/${name.slice(whiteoutPrefix.length)}`)
    else applyEntry(root, entry, layer, made)
  }
}

export const whiteoutPrefix = '.wh.'
export const opaqueMark = '.wh..wh..opq'

function applyEntry(root: Directory, entry: IndexEntry, layer: Layer, made: Set<Node>): void {
  const { header } = entry
  const parts = pathParts(header.path)
  const name = parts.pop()
  if (name === undefined) {
    if (header.type === 'directory')
      Object.assign(root, {
        mode: header.mode,
        uid: header.uid,
        gid: header.gid,
        mtime: header.mtime,
        mtimeNsec: header.mtimeNsec,
        xattrs: header.xattrs,
      })
    return
  }
  const linked = header.type === 'link' ? nodeAt(root, header.linkPath) : undefined
  const { children } = madeDirectory(root, parts)
  const node = entryNode(entry, layer, children.get(name), linked)
  children.set(name, node)
  made.add(node)
}

/** An opaque mark hides what lower layers put into a directory, not what its own layer does. */
function dropLower(node: Node | undefined, made: ReadonlySet<Node>): void {
  if (node?.type !== 'directory') return
  for (const [name, child] of node.children) {
    if (child.type === 'directory') dropLower(child, made)
    if (!made.has(child) && !(child.type === 'directory' && child.children.size > 0)) node.children.delete(name)
  }
}
