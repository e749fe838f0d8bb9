import { join } from 'node:path'
import type { Platform } from '../../core/platform.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import type { TreePart } from '../executor.js'
import { layerBetween } from './layerBetween.js'
import type { Workplace } from './workplace.js'

/** The id of an image that holds a directory of a tree. @throws OciPackError `executor`, `aborted`, `io` */
export async function treeImage(
  directory: Directory,
  { layers, path }: TreePart,
  name: string,
  platform: Platform,
  place: Workplace,
): Promise<string> {
  const isWhole = path === '' && layers.length > 0
  const own = isWhole
    ? layers
    : [await layerBetween(emptyDirectory(), directory, join(place.folder, name), place.openContent)]
  return place.images.load(own, platform, place.signal)
}
