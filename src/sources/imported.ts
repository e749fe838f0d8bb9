import { readExtent } from '../core/host/readExtent.js'
import type { Extent, Image, Layer } from '../oci/image.js'
import { importLayer } from '../store/layers.js'
import { Shared } from '../store/shared.js'
import type { Store } from '../store/store.js'

const importing = new Shared<Extent>()

/**
 * An image of an archive or a layout whose layers are copied into the store, and verified on the way, when they are first needed.
 * The archive may change or go away afterwards.
 */
export function imported(store: Store, image: Image): Image {
  return { ...image, layers: image.layers.map((layer) => importedLayer(store, layer)) }
}

function importedLayer(store: Store, layer: Layer): Layer {
  const { descriptor, diffId } = layer
  const bring = async (): Promise<Extent> => {
    if (await store.has(descriptor)) return store.locate(descriptor.digest)
    return (await importLayer(store, { descriptor, diffId, open: () => bytesOf(layer) })).locate()
  }
  return { descriptor, diffId, locate: () => importing.get(store.blobPath(descriptor.digest), bring) }
}

async function* bytesOf(layer: Layer): AsyncGenerator<Uint8Array> {
  yield* readExtent(await layer.locate(), layer.descriptor.size)
}
