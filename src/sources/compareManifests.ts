import type { Problem } from '../oci/validate.js'
import type { Image } from '../oci/image.js'
import { dockerImages } from './dockerArchive.js'
import { openPath } from './openArchive.js'
import { isLayout, layoutImages } from './ociLayout.js'

/**
 * What manifest.json says of an archive and its index.json does not. Engines go by the one or by the other, so an archive that has both
 * must say the same in both; one that has only one of them has no such problem.
 * @throws OciPackError `format`, `integrity`, `unsupported`, `io` where an image cannot be opened by the one or the other
 */
export async function compareManifests(path: string): Promise<Problem[]> {
  const files = await openPath(path)
  if (!(await isLayout(files)) || !(await files.find('manifest.json'))) return []
  const inIndex = await Promise.all((await layoutImages(files)).map((candidate) => candidate.open()))
  const known = new Set(inIndex.map(identity))
  const images = await dockerImages(files)
  const opened = await Promise.all(images.map(async (candidate) => ({ candidate, image: await candidate.open() })))
  return opened
    .filter(({ image }) => !known.has(identity(image)))
    .map(({ candidate }) => ({
      where: 'manifest.json',
      message: `its image ${candidate.digest} is not what index.json points at`,
    }))
}

/** Two images are one if their configurations and their stored layers are. */
function identity({ configBytes, layers }: Image): string {
  return [Buffer.from(configBytes).toString(), ...layers.map(({ descriptor }) => descriptor.digest)].join('\n')
}
