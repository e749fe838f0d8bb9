import type { Layer } from '../../oci/image.js'
import type { LayerReading } from '../../sources/layerReading.js'
import { Contents } from './contents.js'
import { diffItems, type FileRules } from './diffItems.js'
import type { FileDifference } from './difference.js'
import { itemsOfLayer } from './item.js'

/** A layer, and how it is read. */
export interface ReadableLayer {
  readonly layer: Layer
  readonly reading: LayerReading
}

/**
 * What two layers have not alike, file by file, in the order of the paths' bytes; whiteouts are compared as the marks that they are. How the
 * layers are written (order of entries, form of headers, compression) makes no difference here. Layers of one DiffID are taken for the same.
 * @throws OciPackError `format`, `integrity`, `registry`, `io`, and the signal's reason
 */
export async function* diffLayers(
  before: ReadableLayer,
  after: ReadableLayer,
  rules: FileRules = {},
): AsyncGenerator<FileDifference> {
  if (before.layer.diffId === after.layer.diffId) return
  const contents = new Contents(
    (layer) => before.reading.plain(layer),
    (layer) => after.reading.plain(layer),
    rules.signal,
  )
  try {
    yield* diffItems(await itemsOf(before), await itemsOf(after), contents, rules)
  } finally {
    contents.close()
  }
}

async function itemsOf({ layer, reading }: ReadableLayer): Promise<ReturnType<typeof itemsOfLayer>> {
  return itemsOfLayer(await reading.index(layer), layer)
}
