import pLimit from 'p-limit'
import type { LayerPart } from '../../inspect/survey.js'
import type { Layer } from '../../oci/image.js'
import type { LayerEntries } from '../../rootfs/layerIndex.js'

/** Layers that are inflated, or fetched, at the same time. */
const parallel = 4

/** Layers with what `read` tells of each; those of which it tells nothing are left out. @throws what `read` throws */
export async function layerParts(
  layers: readonly Layer[],
  read: (layer: Layer) => Promise<LayerEntries | undefined>,
): Promise<LayerPart[]> {
  const limit = pLimit(parallel)
  const partOf = async (layer: Layer): Promise<LayerPart[]> => {
    const index = await limit(() => read(layer))
    return index ? [{ layer, index }] : []
  }
  return (await Promise.all(layers.map(partOf))).flat()
}
