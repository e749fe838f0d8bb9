import { ociArchive } from '../../export/ociArchive.js'
import { writeOciLayout } from '../../export/ociLayout.js'
import { writeOutput } from '../../export/output.js'
import type { Image } from '../../oci/image.js'
import type { Exporting } from '../outputs.js'
import { builtContent, toldOf } from './content.js'
import type { FileOutput, WrittenPlace } from './option.js'

/** Writes an OCI layout, as an archive or a folder. @throws OciPackError as `writeOutput`, `writeOciLayout` */
export async function writeOci(
  images: readonly Image[],
  { dest, tar = true }: FileOutput,
  { names, annotations, created, signal }: Exporting,
): Promise<WrittenPlace[]> {
  const content = builtContent(images, annotations)
  if (tar) await writeOutput(dest, ociArchive(content, names, created), signal)
  else await writeOciLayout(content, names, dest, signal)
  return [{ place: dest, ...toldOf(content) }]
}
