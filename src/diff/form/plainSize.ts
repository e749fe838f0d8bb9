import { stat } from 'node:fs/promises'
import { fromSystemError } from '../../core/errors.js'
import type { Layer } from '../../oci/image.js'
import type { LayerReading } from '../../sources/layerReading.js'

/** Bytes of a layer's plain tar: of the layer itself, or of the file into which it was inflated. @throws OciPackError as `LayerReading.plain`, and `io` */
export async function plainSize(layer: Layer, reading: LayerReading): Promise<number> {
  const [plain, stored] = [await reading.plain(layer), await layer.locate()]
  if (plain.path === stored.path && plain.offset === stored.offset) return layer.descriptor.size
  try {
    return (await stat(plain.path)).size - plain.offset
  } catch (error) {
    throw fromSystemError(error, `cannot read ${plain.path}`)
  }
}
