import { type ByteString, compareBytes } from '../core/bytes.js'
import { type TarHeader, tarHeader } from '../oci/tar/entry.js'
import { headerOf } from './headerOf.js'
import type { Attributes, Content, Directory, Node } from './node.js'
import { isSameDirectory, opaqueMark, whiteoutPrefix } from './tree.js'

/** An entry of the layer that makes one tree of another. */
export interface Difference {
  readonly header: TarHeader
  /** For a file that is not empty: where its `header.size` bytes are. */
  readonly content?: Content
}

/**
 * The entries of the layer that turns `before` into `after` (OCI image-spec, layer.md, "Representing Changes"): each file that is another
 * object or, for a directory, has other attributes or `isChanged`, as one that was changed to what it had; the directories above it as
 * they are; a whiteout for what is gone. A directory that was made in the place of something else is opaque, as overlayfs has it. Parents
 * come first, entries of a directory in the order of their names' bytes. Names of one new file are hard links of the first.
 */
export function* diffTrees(
  before: Directory,
  after: Directory,
  isChanged: (directory: Directory) => boolean = () => false,
): Generator<Difference> {
  yield* diffDirectory(before, after, '', { links: new Map(), isChanged })
}

interface Walk {
  /** The first names of new files. */
  readonly links: Map<Node, ByteString>
  readonly isChanged: (directory: Directory) => boolean
}

function* diffDirectory(
  before: Directory | undefined,
  after: Directory,
  prefix: ByteString,
  walk: Walk,
): Generator<Difference> {
  for (const entry of namesOfEntries(before, after)) {
    const path = prefix === '' ? entry : `${prefix}/${entry}`
    const node = after.children.get(entry)
    const old = before?.children.get(entry)
    if (!node) yield { header: tarHeader(path) }
    else if (node.type === 'directory') yield* diffBelow(old, node, path, walk)
    else if (node !== old) yield fileEntry(path, node, walk.links)
  }
}

function* diffBelow(old: Node | undefined, node: Directory, path: ByteString, walk: Walk): Generator<Difference> {
  const same = old?.type === 'directory' && isSameDirectory(old, node) ? old : undefined
  let named = !same || walk.isChanged(node) || !sameAttributes(same, node)
  if (named) yield { header: headerOf(path, node) }
  if (old && !same) yield { header: tarHeader(`${path}/${opaqueMark}`) }
  for (const change of diffDirectory(same, node, path, walk)) {
    if (!named) yield { header: headerOf(path, node) }
    named = true
    yield change
  }
}

/** Names of what is there and of whiteouts for what is not any more, sorted. */
function namesOfEntries(before: Directory | undefined, after: Directory): ByteString[] {
  const gone = [...(before?.children.keys() ?? [])].filter((name) => !after.children.has(name))
  return [...after.children.keys(), ...gone.map((name) => whiteoutPrefix + name)].sort(compareBytes)
}

function fileEntry(path: ByteString, node: Exclude<Node, Directory>, links: Map<Node, ByteString>): Difference {
  const first = links.get(node)
  if (first !== undefined) return { header: { ...headerOf(path, node), type: 'link', size: 0, linkPath: first } }
  links.set(node, path)
  if (node.type !== 'file') return { header: headerOf(path, node) }
  return { header: headerOf(path, node), ...(node.size > 0 ? { content: node.content } : {}) }
}

/** Whether two files have the same mode, owner, times and extended attributes. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  if (a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid || a.mtime !== b.mtime || a.mtimeNsec !== b.mtimeNsec)
    return false
  if (a.xattrs === b.xattrs) return true
  return (
    a.xattrs.size === b.xattrs.size &&
    [...a.xattrs].every(([name, value]) => Buffer.compare(value, b.xattrs.get(name) ?? Buffer.alloc(0)) === 0)
  )
}
