import { type ByteString, compareBytes } from '../../core/bytes.js'
import type { Layer } from '../../oci/image.js'
import { entryNode } from '../../rootfs/entryNode.js'
import type { LayerEntries } from '../../rootfs/layerIndex.js'
import type { Directory, Node } from '../../rootfs/node.js'
import { opaqueMark, walk, whiteoutPrefix } from '../../rootfs/tree.js'

/** What only a layer has: marks for what it removes, and hard links to files of the layers below it. */
export type Mark =
  | { readonly type: 'whiteout' | 'opaque' }
  | { readonly type: 'link'; readonly target: ByteString; readonly uid: number; readonly gid: number }

/** A file as it is compared: of a layer, or of all layers together. */
export interface Item {
  /** Without a leading `/`; the root is the empty string. A mark is named as in the layer: `etc/.wh.passwd`. */
  readonly path: ByteString
  readonly node: Node | Mark
  /** For another name of a file: which name of it comes first. */
  readonly link?: ByteString
  /** The layer that names it last, counted from 0, where one does. */
  readonly layer?: number
}

/**
 * The files of one layer in the order of their paths' bytes. Of two entries with one path the last counts, as when it is unpacked; a hard link to
 * a file of the same layer is that file, whichever of its names has the content.
 */
export function itemsOfLayer(index: LayerEntries, layer: Layer): Item[] {
  const nodes = new Map<ByteString, Node | Mark>()
  for (const entry of index.entries) {
    const { header } = entry
    const mark = markOf(header.path)
    const linked = header.type === 'link' ? nodes.get(header.linkPath) : undefined
    if (mark) nodes.set(header.path, mark)
    else if (header.type !== 'link') nodes.set(header.path, entryNode(entry, layer, undefined, undefined))
    else if (linked && linked.type !== 'directory') nodes.set(header.path, linked)
    else nodes.set(header.path, { type: 'link', target: header.linkPath, uid: header.uid, gid: header.gid })
  }
  const paths = [...nodes].map(([path, node]) => ({ path, node })).sort((x, y) => compareBytes(x.path, y.path))
  return withLinks(paths)
}

/** The files of a tree in the order of their paths' bytes, its root among them. */
export function itemsOfTree(tree: Directory, namedBy: ReadonlyMap<ByteString, number>): Item[] {
  const files = [{ path: '', node: tree as Node }, ...walk(tree)].sort((x, y) => compareBytes(x.path, y.path))
  return withLinks(files).map((item) => {
    const layer = namedBy.get(item.path)
    return layer === undefined ? item : { ...item, layer }
  })
}

function withLinks(files: readonly { readonly path: ByteString; readonly node: Node | Mark }[]): Item[] {
  const first = new Map<Node | Mark, ByteString>()
  return files.map(({ path, node }) => {
    const link = first.get(node)
    if (link !== undefined) return { path, node, link }
    first.set(node, path)
    return { path, node }
  })
}

function markOf(path: ByteString): Mark | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === opaqueMark) return { type: 'opaque' }
  return name.startsWith(whiteoutPrefix) ? { type: 'whiteout' } : undefined
}
