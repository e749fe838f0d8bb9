import { once } from '../../../core/once.js'
import type { Compression } from '../../../oci/compress/sniff.js'
import type { Image, Layer } from '../../../oci/image.js'
import { inflated } from '../../../oci/portable/inflate.js'
import type { ReadInto } from '../../../rootfs/contentReader.js'
import { emptyDirectory } from '../../../rootfs/node.js'
import { readSparse } from '../../../rootfs/readSparse.js'
import { applyLayer } from '../../../rootfs/tree.js'
import type { ImageWithFiles, OpenContent } from '../../../task/image/openImage.js'
import type { LayerContent } from '../../readLayer.js'
import { blobBytes } from './blobBytes.js'
import { blobOf } from './blobs.js'

/** A layer that was read, and its bytes as they are stored. */
export interface KeptLayer {
  readonly layer: Layer
  readonly content: LayerContent
  readonly stored: Blob
  readonly compression: Compression
}

/** An image with its files, which are read where they lie; a layer that is compressed is inflated once, when one of its files is asked for. */
export function imageFiles(image: Image, layers: readonly KeptLayer[]): ImageWithFiles {
  const tree = emptyDirectory()
  for (const { layer, content } of layers) applyLayer(tree, content, layer)
  const plain = new Map(layers.map((one) => [one.layer, once(() => plainBlob(one))]))
  return { image, tree, open: opener((layer) => plain.get(layer)?.()) }
}

async function plainBlob({ stored, compression }: KeptLayer): Promise<Blob> {
  if (compression === 'none') return stored
  return blobOf(inflated(blobBytes(stored), compression))
}

/** Workers may read blobs without waiting, which is what who looks into a program needs. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer
}

function opener(plainOf: (layer: Layer) => Promise<Blob> | undefined): OpenContent {
  const reader = new FileReaderSync()
  return async (content, use) => {
    const tar = content.from === 'layer' ? await plainOf(content.layer) : undefined
    if (content.from !== 'layer' || !tar) throw new Error('a page reads the files of layers alone')
    const { offset, sparse } = content
    const read: ReadInto = (target, position) => {
      const at = offset + position
      target.set(new Uint8Array(reader.readAsArrayBuffer(tar.slice(at, at + target.byteLength))))
    }
    return use(sparse ? (target, position) => readSparse(sparse, target, position, read) : read)
  }
}
