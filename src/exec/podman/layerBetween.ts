import { open } from 'node:fs/promises'
import { fromSystemError } from '../../core/errors.js'
import type { Layer } from '../../oci/image.js'
import { diffTrees } from '../../rootfs/diff.js'
import { LayerWriter } from '../../rootfs/layerWriter.js'
import type { Directory } from '../../rootfs/node.js'
import type { OpenContent } from '../linux/copies.js'

/** Writes to `path` the layer that makes one tree of another. @throws OciPackError `io`, and what `openContent` throws */
export async function layerBetween(
  before: Directory,
  after: Directory,
  path: string,
  openContent: OpenContent,
): Promise<Layer> {
  try {
    const file = await open(path, 'wx')
    try {
      const writer = new LayerWriter({ path, write: (bytes) => file.writeFile(bytes) })
      for (const { header, content } of diffTrees(before, after))
        await writer.add(header, content && openContent(content, header.size))
      return (await writer.finish()).layer
    } finally {
      await file.close()
    }
  } catch (error) {
    throw fromSystemError(error, `cannot write ${path}`)
  }
}
