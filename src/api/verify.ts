import { validateImage } from '../oci/validate.js'
import { compareManifests } from '../sources/compareManifests.js'
import { openArchive } from '../sources/openArchive.js'
import { archiveChoice, shortName } from './images/choice.js'
import type { ImageChoice, VerifyResult } from './options.js'

/**
 * Reads an image in an archive or a layout as a whole and compares everything with what is said of it: digests, sizes, DiffIDs,
 * media types, entries; and where an archive has two tables of contents, the one with the other. @throws OciPackError where the archive cannot be read as one at all
 */
export async function verify(
  path: string,
  choice: ImageChoice & { readonly signal?: AbortSignal } = {},
): Promise<VerifyResult> {
  const { image, names, manifestDigest } = await openArchive(path, archiveChoice(choice))
  const size = image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0)
  const report = {
    names: names.map(shortName),
    manifestDigest,
    layers: image.layers.length,
    size,
  }
  return { report, problems: [...(await compareManifests(path)), ...(await validateImage(image, choice.signal))] }
}
