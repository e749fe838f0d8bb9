import { type ByteString, compareBytes } from '../core/bytes.js'
import type { IndexEntry } from '../rootfs/layerIndex.js'
import { pathParts, whiteoutPrefix } from '../rootfs/tree.js'

/** How well an image uses its layers, by the rule of dive (wagoodman/dive), so that who knows its numbers finds them here. */
export interface Efficiency {
  /** 1 where no path is in two layers: the least that each path took in a layer, all together, of what they took in all layers. */
  readonly efficiency: number
  /** Bytes of all paths that two layers or more name: the one that is seen counts too, unlike in `LayerSurvey.hidden`. */
  readonly wasted: number
}

/** A file as dive keeps one. */
interface Item {
  readonly size: number
  readonly isDirectory: boolean
  readonly children: Map<ByteString, Item>
}

/**
 * Reckons as dive does, its ways included: of a layer, what counts is each path with nothing below it; a whiteout counts as what the directory
 * that it removes held, and as nothing where it removes a file; one that removes nothing ends the reckoning of its layer; opaque marks are not seen.
 * @param layers what each layer's headers say, the lowest first
 */
export function efficiencyOf(layers: readonly (readonly IndexEntry[])[]): Efficiency {
  const found = new Map<ByteString, { least: number; sum: number; count: number }>()
  // dive lays the lowest layer over itself.
  const tree = itemsOf(layers[0] ?? [])
  for (const layer of layers.map(itemsOf)) {
    for (const { path, item } of leaves(layer)) {
      const size = sizeOf(path, item, tree)
      if (size === undefined) break
      const { least, sum, count } = found.get(shownPath(path)) ?? { least: size, sum: 0, count: 0 }
      found.set(shownPath(path), { least: Math.min(least, size), sum: sum + size, count: count + 1 })
    }
    stack(tree, layer)
  }
  const all = [...found.values()]
  const total = sumOf(all, ({ sum }) => sum)
  return {
    efficiency: total === 0 ? 1 : sumOf(all, ({ least }) => least) / total,
    wasted: sumOf(all, ({ sum, count }) => (count > 1 ? sum : 0)),
  }
}

function itemsOf(entries: readonly IndexEntry[]): Item {
  const root = newItem()
  for (const { header } of entries)
    add(root, header.path, { size: header.size, isDirectory: header.type === 'directory' })
  return root
}

function newItem({ size = 0, isDirectory = false } = {}, children = new Map<ByteString, Item>()): Item {
  return { size, isDirectory, children }
}

/** Puts a file at a path; what is below it stays. What is only a mark of a program's own is left out. */
function add(root: Item, path: ByteString, what: Pick<Item, 'size' | 'isDirectory'>): void {
  const parts = pathParts(path)
  const last = parts.pop()
  let at = root
  for (const name of parts) {
    let next = at.children.get(name)
    if (!next) {
      if (name.startsWith(markPrefix)) return
      at.children.set(name, (next = newItem()))
    }
    at = next
  }
  if (last === undefined) return
  const former = at.children.get(last)
  if (former || !last.startsWith(markPrefix)) at.children.set(last, newItem(what, former?.children))
}

const markPrefix = '.wh..wh..'

interface Found {
  readonly path: ByteString
  readonly item: Item
}

/** All below an item, children first, names in the order of their bytes. */
function below(item: Item, prefix: ByteString = '', found: Found[] = []): Found[] {
  for (const [name, child] of [...item.children].sort(([a], [b]) => compareBytes(a, b))) {
    const path = `${prefix}/${name}`
    below(child, path, found)
    found.push({ path, item: child })
  }
  return found
}

function leaves(root: Item): Found[] {
  return below(root).filter(({ item }) => item.children.size === 0)
}

/** What a leaf counts as; undefined for a whiteout of what is not there. */
function sizeOf(path: ByteString, { size }: Item, tree: Item): number | undefined {
  if (!isWhiteout(path)) return size
  const removed = itemAt(tree, shownPath(path))
  if (!removed) return undefined
  if (!removed.isDirectory) return 0
  return removed.size + sumOf(below(removed), ({ item }) => item.size)
}

function stack(tree: Item, layer: Item): void {
  for (const { path, item } of below(layer)) {
    if (isWhiteout(path)) remove(tree, shownPath(path))
    else add(tree, path, item)
  }
}

function remove(tree: Item, path: ByteString): void {
  const slash = path.lastIndexOf('/')
  itemAt(tree, path.slice(0, slash))?.children.delete(path.slice(slash + 1))
}

function itemAt(tree: Item, path: ByteString): Item | undefined {
  return pathParts(path).reduce<Item | undefined>((item, name) => item?.children.get(name), tree)
}

function isWhiteout(path: ByteString): boolean {
  return path.startsWith(whiteoutPrefix, path.lastIndexOf('/') + 1)
}

/** What a whiteout removes; any other path is shown as it is. */
function shownPath(path: ByteString): ByteString {
  if (!isWhiteout(path)) return path
  const name = path.lastIndexOf('/') + 1
  return path.slice(0, name) + path.slice(name + whiteoutPrefix.length)
}

function sumOf<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((sum, item) => sum + size(item), 0)
}
