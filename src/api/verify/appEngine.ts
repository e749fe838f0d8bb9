import type { Evidence, Verdict } from '../../oci/readers/reader.js'
import { refuses, takes } from '../../oci/readers/reader.js'
import { unpackingFaults } from '../../oci/readers/unpacking.js'
import type { BlobFacts } from '../../oci/verify/facts.js'
import type { StoredFile } from '../../sources/files.js'
import type { TarPlace } from '../../sources/tarFiles.js'
import type { PlacedMember } from '../../sources/verify/members.js'
import { newReading, readLayerFacts } from '../../sources/verify/readBlob.js'
import { checkImageTar } from '../../task/bundle/archive/checkImageTar.js'
import type { LayerBytes } from '../../task/bundle/archive/layers.js'

/** Whether the App Engine takes an archive, by the rules of `check`, and whether the containerd of its cluster unpacks the layers. */
export async function judgeAppEngine(
  evidence: Evidence,
  place: TarPlace,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const found = await checkImageTar(place, { signal, readLayer: layerReader(evidence, signal) })
  const errors = found.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  const unpacking = evidence.facts.documents.images.flatMap((image) => unpackingFaults('containerd', evidence, image))
  if (errors.length > 0 || unpacking.length > 0) return refuses('app-engine', [...errors, ...unpacking])
  return takes(
    'app-engine',
    [],
    found.map(({ message }) => message),
  )
}

/** What is known of layers already, by where they lie. */
function layerReader({ facts }: Evidence, signal: AbortSignal | undefined): (file: StoredFile) => Promise<LayerBytes> {
  const known = new Map<string, BlobFacts>()
  for (const [member, blob] of facts.blobs) if (isPlaced(member)) known.set(keyOf(member.file), blob)
  return async (file) => {
    const found = known.get(keyOf(file))
    const { compression, plain } = found?.plain ? found : await readLayerFacts(file, newReading(signal))
    return { compression, plain: plain ?? { fault: 'it was not read' } }
  }
}

function isPlaced(member: object): member is PlacedMember {
  return 'file' in member
}

function keyOf({ path, offset, size }: StoredFile): string {
  return `${offset}:${size}:${path}`
}
