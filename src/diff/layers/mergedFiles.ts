import type { ByteString } from '../../core/bytes.js'
import type { LayerPart } from '../../inspect/survey.js'
import { checkCount, type IndexEntry } from '../../rootfs/layerIndex.js'
import { emptyDirectory } from '../../rootfs/node.js'
import { applyLayer } from '../../rootfs/tree.js'
import { type Item, itemsOfTree } from '../files/item.js'

/**
 * The files of all layers of two images together. The lowest layers, which both share, are asked for only where they matter: where both change
 * the same paths, whatever is below them is the same in both.
 * @param base indexes the shared layers
 * @throws OciPackError `format`, and what `base` throws
 */
export async function mergedFiles(
  before: readonly LayerPart[],
  after: readonly LayerPart[],
  shared: number,
  base: () => Promise<readonly LayerPart[]>,
): Promise<readonly [Item[], Item[]]> {
  const below = shared > 0 && baseMatters(before, after) ? await base() : undefined
  const first = below ? 0 : shared
  return [filesOf([...(below ?? []), ...before], first), filesOf([...(below ?? []), ...after], first)]
}

/** The files of layers laid over each other, each with the last layer that names it. @param first the number of the lowest of them */
function filesOf(layers: readonly LayerPart[], first: number): Item[] {
  checkCount(layers.map(({ index }) => index))
  const tree = emptyDirectory()
  const named = new Map<ByteString, number>()
  for (const [number, { layer, index }] of layers.entries()) {
    applyLayer(tree, index, layer)
    for (const { header } of index.entries) named.set(header.path, first + number)
  }
  return itemsOfTree(tree, named)
}

function baseMatters(before: readonly LayerPart[], after: readonly LayerPart[]): boolean {
  const [a, b] = [touches(before), touches(after)]
  if (a === undefined || b === undefined || a.size !== b.size) return true
  return [...a].some(([path, how]) => b.get(path) !== how)
}

/** How layers touch each path: what they put there, one after the other; undefined where they link to a file that is not theirs. */
function touches(layers: readonly LayerPart[]): Map<ByteString, string> | undefined {
  const found = new Map<ByteString, string>()
  for (const { index } of layers) {
    for (const { header } of index.entries) {
      if (header.type === 'link' && !found.has(header.linkPath)) return undefined
      found.set(header.path, (found.get(header.path) ?? '') + kindOf(header))
    }
  }
  return found
}

/** A directory keeps what is below it, all else hides it. */
function kindOf({ type }: IndexEntry['header']): string {
  return type === 'directory' ? 'd' : 'f'
}
