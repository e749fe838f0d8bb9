import { type ByteString, compareBytes } from '../core/bytes.js'
import type { Layer } from '../oci/image.js'
import { sameAttributes } from '../rootfs/diff.js'
import { checkCount, type IndexEntry, type LayerEntries } from '../rootfs/layerIndex.js'
import { type Directory, emptyDirectory, type Node } from '../rootfs/node.js'
import { applyLayer, finder, opaqueMark, pathParts, walk, whiteoutPrefix } from '../rootfs/tree.js'

/** What a layer did to a path. */
export type Change =
  | { readonly kind: 'added'; readonly path: ByteString; readonly node: Node }
  | { readonly kind: 'changed'; readonly path: ByteString; readonly node: Node; readonly before: Node }
  | { readonly kind: 'removed'; readonly path: ByteString; readonly before: Node }

/** A layer with what its headers say. */
export interface LayerPart {
  readonly layer: Layer
  readonly index: LayerEntries
}

/** What one layer holds, and does to those below it. */
export interface LayerSurvey extends LayerPart {
  /** What a directory holds comes right after it. A file that was written again is changed, though its bytes be the same. */
  readonly changes: readonly Change[]
  /** Bytes of all files in it. */
  readonly unpacked: number
  /** How many of these bytes nobody sees in the image: files that it or a later layer replaces or removes. */
  readonly hidden: number
}

/** What all layers of an image hold. */
export interface Survey {
  readonly layers: readonly LayerSurvey[]
  /** The files of all layers together. */
  readonly tree: Directory
  /** Which layer, counted from 0, made each path of `tree` what it is. Of directories that no layer names, nothing is told. */
  readonly madeBy: ReadonlyMap<ByteString, number>
}

/** Lays the layers of an image over each other, the lowest first, and notes what each does. @throws OciPackError `format` for a hard link to what is not there, and too many entries */
export function survey(given: readonly LayerPart[]): Survey {
  checkCount(given.map(({ index }) => index))
  // The files of a layer that an image has twice are told apart by which of the two they came with.
  const parts = given.map(({ layer, index }) => ({ layer: { ...layer }, index }))
  const tree = emptyDirectory()
  const madeBy = new Map<ByteString, number>()
  const changes = parts.map(({ layer, index }, number) => {
    const touched = touchedBy(tree, index.entries)
    applyLayer(tree, index, layer)
    return noted(tree, touched, madeBy, number)
  })
  const seen = seenBytes(tree)
  const layers = parts.map(({ layer, index }, number) => {
    const unpacked = index.entries.reduce((sum, { header }) => sum + header.size, 0)
    return { layer, index, changes: changes[number] ?? [], unpacked, hidden: unpacked - (seen.get(layer) ?? 0) }
  })
  return { layers, tree, madeBy }
}

/** What is at each path that a layer will touch, before it does. */
function touchedBy(tree: Directory, entries: readonly IndexEntry[]): Map<ByteString, Node | undefined> {
  const touched = new Map<ByteString, Node | undefined>()
  const swept = new Set<Directory>()
  const entered = new Set<ByteString>()
  const nodeAt = finder(tree)
  const note = (path: ByteString, node: Node | undefined): void => {
    if (!touched.has(path)) touched.set(path, node?.type === 'directory' ? { ...node } : node)
  }
  const noteBelow = (path: ByteString, node: Node | undefined): void => {
    if (node?.type !== 'directory' || swept.has(node)) return
    swept.add(node)
    for (const [name, child] of node.children) {
      const below = path === '' ? name : `${path}/${name}`
      note(below, child)
      noteBelow(below, child)
    }
  }
  for (const { header } of entries) {
    const slash = header.path.lastIndexOf('/')
    const name = header.path.slice(slash + 1)
    const parent = slash < 0 ? '' : header.path.slice(0, slash)
    if (name === opaqueMark) {
      noteBelow(parent, nodeAt(parent))
      continue
    }
    const removed = name.startsWith(whiteoutPrefix) ? name.slice(whiteoutPrefix.length) : undefined
    const path = removed === undefined ? header.path : parent === '' ? removed : `${parent}/${removed}`
    if (removed === undefined && !entered.has(parent)) noteReplaced(tree, parent, note)
    if (removed === undefined) entered.add(parent)
    const node = nodeAt(path)
    note(path, node)
    if (removed !== undefined || header.type !== 'directory') noteBelow(path, node)
  }
  return touched
}

/** What is no directory, and has to be one so that there can be something below it. */
function noteReplaced(tree: Directory, parent: ByteString, note: (path: ByteString, node: Node) => void): void {
  let directory = tree
  const way: ByteString[] = []
  for (const name of pathParts(parent)) {
    way.push(name)
    const node = directory.children.get(name)
    if (node?.type !== 'directory') return node && note(way.join('/'), node)
    directory = node
  }
}

function noted(
  tree: Directory,
  touched: ReadonlyMap<ByteString, Node | undefined>,
  madeBy: Map<ByteString, number>,
  number: number,
): Change[] {
  const changes: Change[] = []
  const nodeAt = finder(tree)
  for (const [path, before] of inTreeOrder(touched)) {
    const node = nodeAt(path)
    if (node && before && isSame(before, node)) continue
    if (node) {
      madeBy.set(path, number)
      changes.push(before ? { kind: 'changed', path, node, before } : { kind: 'added', path, node })
    } else if (before) {
      madeBy.delete(path)
      changes.push({ kind: 'removed', path, before })
    }
  }
  return changes
}

/** What a directory holds comes right after it, as `walk` has it. */
function inTreeOrder<T>(byPath: ReadonlyMap<ByteString, T>): [ByteString, T][] {
  const keyed = [...byPath].map(([path, value]) => ({ key: path.replaceAll('/', '\0'), path, value }))
  return keyed.sort((a, b) => compareBytes(a.key, b.key)).map(({ path, value }) => [path, value])
}

function isSame(before: Node, after: Node): boolean {
  if (before.type === 'directory' && after.type === 'directory') return sameAttributes(before, after)
  return before === after
}

/** The bytes that can be seen of each layer; a file with several names counts once. */
function seenBytes(tree: Directory): Map<Layer, number> {
  const seen = new Map<Layer, number>()
  const met = new Set<Node>()
  for (const { node } of walk(tree)) {
    if (node.type !== 'file' || node.content.from !== 'layer' || met.has(node)) continue
    met.add(node)
    seen.set(node.content.layer, (seen.get(node.content.layer) ?? 0) + node.size)
  }
  return seen
}
