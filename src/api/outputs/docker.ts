import { formatPlatform, platformOf } from '../../core/platform.js'
import { dockerArchive } from '../../export/dockerArchive.js'
import { writeOutput } from '../../export/output.js'
import type { Image } from '../../oci/image.js'
import { imageContent } from '../../oci/imageContent.js'
import type { Exporting } from '../outputs.js'
import { toldOf } from './content.js'
import type { FileOutput, WrittenPlace } from './option.js'
import { outputPlaces } from './places.js'

/** Writes an archive for `docker load` for each image. @throws OciPackError as `writeOutput` */
export async function writeDocker(
  images: readonly Image[],
  output: FileOutput,
  { names, created, signal }: Exporting,
): Promise<WrittenPlace[]> {
  const platforms = images.map(({ config }) => platformOf(config))
  const places = outputPlaces(output, platforms)
  const written: WrittenPlace[] = []
  for (const [i, image] of images.entries()) {
    const [place = output.dest, platform] = [places[i], platforms[i]]
    await writeOutput(place, dockerArchive(image, names, created), signal)
    const told = { place, ...toldOf(imageContent(image)) }
    written.push(images.length > 1 && platform ? { ...told, platform: formatPlatform(platform) } : told)
  }
  return written
}
