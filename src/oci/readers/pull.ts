import { damagedParts, wrongCount, wrongDiffIds } from './parts.js'
import { wrongType } from './containerd.js'
import { type Evidence, imagesFrom, type ReaderId, refuses, takes, type Verdict } from './reader.js'
import { unpackingFaults } from './unpacking.js'

/** A reader that pulls an image from a registry, and unpacks it. */
export function judgePull(reader: ReaderId, evidence: Evidence): Verdict {
  const { facts } = evidence
  const images = imagesFrom(evidence, 'index.json')
  const faults = images.flatMap((image) => [
    ...damagedParts(facts, image),
    ...wrongCount(image),
    ...image.layers.flatMap((layer) => wrongType(evidence, layer)),
    ...wrongDiffIds(facts, image),
    ...unpackingFaults(reader, evidence, image),
  ])
  return faults.length > 0
    ? refuses(reader, faults)
    : takes(
        reader,
        images.flatMap(({ names }) => names),
      )
}
