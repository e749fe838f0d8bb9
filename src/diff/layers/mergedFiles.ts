import type { ByteString } from '../../core/bytes.js'
import { survey } from '../../inspect/survey.js'
import type { Layer } from '../../oci/image.js'
import type { IndexEntry, LayerIndex } from '../../rootfs/layerIndex.js'
import { type Item, itemsOfTree } from '../files/item.js'

/** A layer and what its headers say. */
export interface IndexedLayer {
  readonly layer: Layer
  readonly index: LayerIndex
}

/**
 * The files of all layers of two images together. The lowest layers, which both share, are asked for only where they matter: where both change
 * the same paths, whatever is below them is the same in both.
 * @param base indexes the shared layers
 * @throws OciPackError `format`, and what `base` throws
 */
export async function mergedFiles(
  before: readonly IndexedLayer[],
  after: readonly IndexedLayer[],
  shared: number,
  base: () => Promise<readonly IndexedLayer[]>,
): Promise<readonly [Item[], Item[]]> {
  const below = shared > 0 && baseMatters(before, after) ? await base() : undefined
  const files = (own: readonly IndexedLayer[]): Item[] => {
    const { tree, madeBy } = survey([...(below ?? []), ...own])
    if (below) return itemsOfTree(tree, madeBy)
    return itemsOfTree(tree, new Map([...madeBy].map(([path, layer]) => [path, layer + shared])))
  }
  return [files(before), files(after)]
}

function baseMatters(before: readonly IndexedLayer[], after: readonly IndexedLayer[]): boolean {
  const [a, b] = [touches(before), touches(after)]
  if (a === undefined || b === undefined || a.size !== b.size) return true
  return [...a].some(([path, how]) => b.get(path) !== how)
}

/** How layers touch each path: what they put there, one after the other; undefined where they link to a file that is not theirs. */
function touches(layers: readonly IndexedLayer[]): Map<ByteString, string> | undefined {
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
