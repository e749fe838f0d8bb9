import { bytesOfText } from '../../core/bytes.js'
import { platformOf } from '../../core/platform.js'
import { writeOutput } from '../../export/output.js'
import { platformFolder } from '../../export/platformNames.js'
import { rootfsArchive } from '../../export/rootfsArchive.js'
import { writeRootfs } from '../../export/rootfsFolder.js'
import type { Image } from '../../oci/image.js'
import { type Directory, emptyDirectory } from '../../rootfs/node.js'
import type { Exporting } from '../outputs.js'
import type { FileOutput, WrittenPlace } from './option.js'

/** Writes the images' files, as a tar or into a folder: of several in a folder for each platform. @throws OciPackError as `writeOutput`, `writeRootfs` */
export async function writeFiles(
  images: readonly Image[],
  { type, dest }: FileOutput,
  exporting: Exporting,
): Promise<WrittenPlace[]> {
  const { reader, signal } = exporting
  const open = reader.stream.bind(reader)
  const tree = await treeOf(images, exporting)
  if (type === 'tar') await writeOutput(dest, rootfsArchive(tree, open), signal)
  else await writeRootfs(tree, dest, open, signal)
  return [{ place: dest }]
}

async function treeOf(images: readonly Image[], { layers, created }: Exporting): Promise<Directory> {
  const [only, ...more] = images
  if (only && more.length === 0) return layers.view().at(only.layers)
  const all = emptyDirectory({ mtime: created })
  for (const image of images) {
    const folder = bytesOfText(platformFolder(platformOf(image.config)))
    all.children.set(folder, await layers.view().at(image.layers))
  }
  return all
}
