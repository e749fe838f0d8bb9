import type { ArchiveFacts, BlobFacts } from '../../../oci/verify/facts.js'
import type { StoredFile } from '../../../sources/files.js'
import { isPlaced } from '../../../sources/verify/placedMembers.js'
import type { ArchiveReading } from './imageParts.js'

/** Gives what is known of layers already, by where they lie; `read` reads what is not. */
export function knownLayers(
  { blobs }: Pick<ArchiveFacts, 'blobs'>,
  read: ArchiveReading['layer'],
): ArchiveReading['layer'] {
  const known = new Map<string, BlobFacts>()
  for (const [member, blob] of blobs) if (isPlaced(member)) known.set(keyOf(member.file), blob)
  return async (file) => {
    const found = known.get(keyOf(file))
    return found?.plain ? { compression: found.compression, plain: found.plain } : read(file)
  }
}

function keyOf({ path, offset, size }: StoredFile): string {
  return `${offset}:${size}:${path}`
}
