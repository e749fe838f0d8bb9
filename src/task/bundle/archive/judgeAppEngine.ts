import { type Evidence, refuses, takes, type Verdict } from '../../../oci/readers/reader.js'
import { unpackingFaults } from '../../../oci/readers/unpacking.js'
import { checkArchive, type ListedArchive } from './checkArchive.js'
import type { ArchiveReading } from './imageParts.js'

/** Whether the App Engine takes an archive, by the rules of `check`, and whether the containerd of its cluster unpacks the layers. */
export async function judgeAppEngine(
  evidence: Evidence,
  archive: ListedArchive,
  reading: ArchiveReading,
): Promise<Verdict> {
  const found = await checkArchive(archive, reading)
  const errors = found.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  const unpacking = evidence.facts.documents.images.flatMap((image) => unpackingFaults('containerd', evidence, image))
  if (errors.length > 0 || unpacking.length > 0) return refuses('app-engine', [...errors, ...unpacking])
  return takes(
    'app-engine',
    [],
    found.map(({ message }) => message),
  )
}
