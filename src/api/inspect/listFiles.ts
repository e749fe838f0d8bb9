import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { listDirectory, type ListedFile, listedFile, listLayer } from '../../inspect/listing.js'
import { survey } from '../../inspect/survey.js'
import { headerOf } from '../../rootfs/headerOf.js'
import { find, pathParts } from '../../rootfs/tree.js'
import { type FoundImage, type ImageOptions, withImage } from '../images/withImage.js'
import { chooseLayer } from './chooseLayer.js'
import { layerParts } from './layerParts.js'
import { missing } from './missing.js'

/** What `oci-pack inspect IMAGE ls` takes. */
export interface ListFilesOptions extends ImageOptions {
  /** A directory, or a file alone; the root unless said. */
  readonly path?: string | undefined
  /** All that is below the directory. */
  readonly recursive?: boolean | undefined
  /** One layer alone, whatever others do: its number from 1, or the beginning of its digest. Links are not followed then. */
  readonly layer?: string | undefined
}

/** What `oci-pack inspect IMAGE ls` shows. */
export interface FileListing {
  /** Where the path leads, links followed. */
  readonly path: string
  readonly files: readonly ListedFile[]
}

/** Tells what a directory of an image holds; its layers are read for it. @throws OciPackError */
export async function listFiles(place: string, options: ListFilesOptions = {}): Promise<FileListing> {
  return withImage(place, options, (found) =>
    options.layer === undefined ? listImage(found, options) : listOneLayer(found, options.layer, options),
  )
}

async function listImage({ place, image, layers }: FoundImage, options: ListFilesOptions): Promise<FileListing> {
  const { path = '/', recursive = false } = options
  const { tree } = survey(await layerParts(image.layers, layers.index))
  const found = find(tree, bytesOfText(path))
  if (!found.node) throw missing(place, path)
  const { node } = found
  const files =
    node.type === 'directory' ? listDirectory(node, found.path, recursive) : [listedFile(headerOf(found.path, node))]
  return { path: `/${textOfBytes(found.path)}`, files }
}

async function listOneLayer(
  { place, image, layers }: FoundImage,
  layer: string,
  { path = '/', recursive = false }: ListFilesOptions,
): Promise<FileListing> {
  const chosen = chooseLayer(image.layers, layer)
  const clean = pathParts(bytesOfText(path)).join('/')
  const files = listLayer(await layers.index(chosen.layer), clean, recursive)
  if (files.length === 0 && clean !== '') throw missing(`layer ${layer} of ${place}`, path)
  return { path: `/${textOfBytes(clean)}`, files }
}
