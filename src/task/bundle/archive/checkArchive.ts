import type { Finding } from '../../../core/finding.js'
import type { Compression } from '../../../oci/compress/sniff.js'
import type { ListedMembers } from '../../../oci/verify/gatherFacts.js'
import type { PlacedMember } from '../../../sources/verify/placedMembers.js'
import { checkDockerImage } from './dockerImage.js'
import { type DocumentName, documentOf } from './document.js'
import { archiveError, archiveHint, type NamedArchive, saveHint } from './finding.js'
import type { ArchiveCheck, ArchiveReading } from './imageParts.js'
import { checkOciImage } from './ociImage.js'
import { listingOf, type TarListing } from './tarListing.js'

/** An image's archive whose entries are known. */
export interface ListedArchive extends NamedArchive, ListedMembers<PlacedMember> {
  /** Bytes. */
  readonly size: number
  /** Of the archive as a whole. */
  readonly compression: Compression
}

/**
 * Whether the App Engine can push the image that an archive holds, and a cluster can unpack what it pushed.
 * @param image the name that the image is to have, such as `com/my/task:1.0.0`, where it is known
 * @throws what `reading` throws
 */
export async function checkArchive(
  archive: ListedArchive,
  reading: ArchiveReading,
  image?: string,
): Promise<Finding[]> {
  const { size, compression, fault, members } = archive
  if (size === 0) return [archiveError(archive, 'damaged', 'the image archive is empty', saveHint)]
  if (compression !== 'none') return [compressed(archive, compression)]
  if (fault !== undefined)
    return [archiveError(archive, 'damaged', `the image archive cannot be read as a tar: ${fault}`, saveHint)]
  return checkListing(archive, listingOf(members), reading, image)
}

function compressed(place: NamedArchive, compression: string): Finding {
  return archiveError(
    place,
    'compressed',
    `the image archive is compressed by ${compression}, which the App Engine does not undo`,
    'Unpack it first, or make the bundle with oci-pack bundle.',
  )
}

async function checkListing(
  place: NamedArchive,
  listing: TarListing,
  reading: ArchiveReading,
  image: string | undefined,
): Promise<Finding[]> {
  const names = checkNames(place, listing)
  if (names.length > 0) return names
  const first = documentOf(listing)
  if (first === undefined) {
    const message = 'the image archive has neither manifest.json nor index.json, so the App Engine finds no image in it'
    return [archiveError(place, 'manifest', message, saveHint)]
  }
  const [document, ...others] = listing.find(first)
  if (!document) {
    const message = `${first} is in a folder of the image archive: the App Engine looks for it at the root`
    return [archiveError(place, 'manifest-folder', message)]
  }
  if (others.length > 0) return [archiveError(place, 'twice', `the image archive has ${first} twice`)]
  return readers[first]({ place, listing, reading, image, document })
}

const readers: Readonly<Record<DocumentName, (check: ArchiveCheck) => Promise<Finding[]>>> = {
  'manifest.json': checkDockerImage,
  'index.json': checkOciImage,
}

/** Names that the App Engine does not find again, or that lead out of the folder into which it unpacks. */
function checkNames(place: NamedArchive, { entries }: TarListing): Finding[] {
  const names = entries.map(({ name }) => name)
  const dotted = names.find((name) => name.startsWith('./'))
  if (dotted !== undefined) {
    const message = `the entries of the image archive are named ${JSON.stringify(dotted)} and so on: the App Engine finds none of them`
    const hint = `Pack it without the ./ in front: tar -cf image.tar manifest.json ... ${archiveHint}`
    return [archiveError(place, 'dot-names', message, hint)]
  }
  const outside = names.find((name) => name.startsWith('/') || name.split('/').includes('..'))
  if (outside === undefined) return []
  const message = `the image archive has an entry ${JSON.stringify(outside)}, which leads out of its folder`
  return [archiveError(place, 'names', message)]
}
