import { type ByteString, compareBytes } from '../core/bytes.js'
import type { TarHeader } from '../oci/tar/entry.js'
import type { Attributes, Content, Directory, Node } from './node.js'
import { noXattrs } from './node.js'
import { whiteoutPrefix } from './tree.js'

/** An entry of the layer that makes one tree of another. */
export interface Difference {
  readonly header: TarHeader
  /** For a file that is not empty: where its `header.size` bytes are. */
  readonly content?: Content
}

/**
 * The entries of the layer that turns `before` into `after` (OCI image-spec, layer.md, "Representing Changes"): each file that is another
 * object or, for a directory, has other attributes; the directories above it as they are; a whiteout for what is gone. Parents come
 * first, entries of a directory in the order of their names' bytes. Names of one new file are hard links of the first.
 */
export function* diffTrees(before: Directory, after: Directory): Generator<Difference> {
  yield* diffDirectory(before, after, '', new Map())
}

function* diffDirectory(
  before: Directory | undefined,
  after: Directory,
  prefix: ByteString,
  links: Map<Node, ByteString>,
): Generator<Difference> {
  for (const entry of namesOfEntries(before, after)) {
    const path = prefix === '' ? entry : `${prefix}/${entry}`
    const node = after.children.get(entry)
    const old = before?.children.get(entry)
    if (!node) yield { header: headerOf(path, { type: 'file', ...none }, 0) }
    else if (node.type === 'directory') yield* diffBelow(old?.type === 'directory' ? old : undefined, node, path, links)
    else if (node !== old) yield fileEntry(path, node, links)
  }
}

function* diffBelow(
  old: Directory | undefined,
  node: Directory,
  path: ByteString,
  links: Map<Node, ByteString>,
): Generator<Difference> {
  let named = false
  if (!old || !sameAttributes(old, node)) {
    named = true
    yield { header: headerOf(path, node, 0) }
  }
  for (const change of diffDirectory(old, node, path, links)) {
    if (!named) yield { header: headerOf(path, node, 0) }
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
  if (first !== undefined) return { header: { ...headerOf(path, node, 0), type: 'link', linkPath: first } }
  links.set(node, path)
  if (node.type !== 'file') return { header: headerOf(path, node, 0) }
  return { header: headerOf(path, node, node.size), ...(node.size > 0 ? { content: node.content } : {}) }
}

function headerOf(path: ByteString, node: Node | ({ readonly type: 'file' } & Attributes), size: number): TarHeader {
  const { type, mode, uid, gid, mtime, mtimeNsec, xattrs } = node
  return {
    path,
    type,
    mode,
    uid,
    gid,
    size,
    mtime,
    mtimeNsec,
    linkPath: 'target' in node ? node.target : '',
    devMajor: 'devMajor' in node ? node.devMajor : 0,
    devMinor: 'devMinor' in node ? node.devMinor : 0,
    xattrs,
  }
}

const none: Attributes = { mode: 0, uid: 0, gid: 0, mtime: 0, mtimeNsec: 0, xattrs: noXattrs }

function sameAttributes(a: Attributes, b: Attributes): boolean {
  if (a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid || a.mtime !== b.mtime || a.mtimeNsec !== b.mtimeNsec)
    return false
  if (a.xattrs === b.xattrs) return true
  return (
    a.xattrs.size === b.xattrs.size &&
    [...a.xattrs].every(([name, value]) => Buffer.compare(value, b.xattrs.get(name) ?? Buffer.alloc(0)) === 0)
  )
}
