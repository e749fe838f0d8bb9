import { imported } from '../../sources/imported.js'
import type { Image } from '../../oci/image.js'
import { ContentReader } from '../../rootfs/contentReader.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import { applyLayer } from '../../rootfs/tree.js'
import { layerIndex, plainExtent } from '../../store/layers.js'
import type { Store } from '../../store/store.js'

/** Opens a file's content and gives it to be read, as `ContentReader` does. */
export type OpenContent = ContentReader['with']

/** An image with its files. */
export interface ImageWithFiles {
  readonly image: Image
  /** The files of all layers together. */
  readonly tree: Directory
  readonly open: OpenContent
}

/** An image whose layers are in the store. */
export interface OpenedImage extends ImageWithFiles {
  /** Reads the contents of `tree`; `close` closes it. */
  readonly reader: ContentReader
  close(): void
}

/**
 * Opens an image to look at its files: of an archive, a layout, or a build. Layers that the store does not hold are brought there;
 * those that it holds are not read again. Close it before the store. @throws OciPackError `format`, `integrity`, `io`, `registry`
 */
export async function openImage(store: Store, given: Image): Promise<OpenedImage> {
  const image = imported(store, given)
  const tree: Directory = emptyDirectory()
  for (const layer of image.layers) applyLayer(tree, await layerIndex(store, layer), layer)
  const reader = new ContentReader((layer) => plainExtent(store, layer))
  return {
    image,
    tree,
    reader,
    open: reader.with.bind(reader),
    close: () => {
      reader.close()
    },
  }
}
