import { type Evidence, refuses, takes, type Verdict } from '../../../oci/readers/reader.js'
import { unpackingFaults } from '../../../oci/readers/unpacking.js'
import type { BlobFacts } from '../../../oci/verify/facts.js'
import type { StoredFile } from '../../../sources/files.js'
import type { PlacedMember } from '../../../sources/verify/placedMembers.js'
import { checkArchive, type ListedArchive } from './checkArchive.js'
import type { ArchiveReading } from './imageParts.js'

/** Whether the App Engine takes an archive, by the rules of `check`, and whether the containerd of its cluster unpacks the layers. */
export async function judgeAppEngine(
  evidence: Evidence,
  archive: ListedArchive,
  reading: ArchiveReading,
): Promise<Verdict> {
  const found = await checkArchive(archive, { ...reading, layer: knownLayers(evidence, reading) })
  const errors = found.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  const unpacking = evidence.facts.documents.images.flatMap((image) => unpackingFaults('containerd', evidence, image))
  if (errors.length > 0 || unpacking.length > 0) return refuses('app-engine', [...errors, ...unpacking])
  return takes(
    'app-engine',
    [],
    found.map(({ message }) => message),
  )
}

/** What is known of layers already, by where they lie: only what is not is read. */
function knownLayers({ facts }: Evidence, { layer }: ArchiveReading): ArchiveReading['layer'] {
  const known = new Map<string, BlobFacts>()
  for (const [member, blob] of facts.blobs) if (isPlaced(member)) known.set(keyOf(member.file), blob)
  return async (file) => {
    const found = known.get(keyOf(file))
    return found?.plain ? { compression: found.compression, plain: found.plain } : layer(file)
  }
}

function isPlaced(member: object): member is PlacedMember {
  return 'file' in member
}

function keyOf({ path, offset, size }: StoredFile): string {
  return `${offset}:${size}:${path}`
}
