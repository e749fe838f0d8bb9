import { OciPackError } from '../../../core/errors.js'
import type { Image } from '../../../oci/image.js'
import { emptyPlace } from '../../../sources/candidate.js'
import { dockerImages } from '../../../sources/dockerArchive.js'
import { layoutImages } from '../../../sources/ociLayout.js'
import type { TarPlace } from '../../../sources/placedEntries.js'
import { openTar, tarEntries } from '../../../sources/tarFiles.js'
import { placedMembers } from '../../../sources/verify/placedMembers.js'
import { documentOf } from './document.js'
import { listingOf } from './tarListing.js'

/**
 * Opens the image that the App Engine takes of an archive: the first that the document names by which it reads, with or without an oci-layout.
 * @throws OciPackError `not-found`, `format`, `integrity`, `unsupported`, `io`
 */
export async function openTaken(place: TarPlace): Promise<Image> {
  const files = await openTar(place)
  const { members } = await placedMembers(tarEntries(place))
  const byIndex = documentOf(listingOf(members)) === 'index.json'
  const [taken] = await (byIndex ? layoutImages(files) : dockerImages(files, 1))
  if (taken) return taken.open()
  throw new OciPackError('not-found', `${place.name} holds no image`, { hint: emptyPlace })
}
