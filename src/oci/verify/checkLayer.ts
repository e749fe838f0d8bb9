import type { BlobFacts, Part } from './facts.js'
import { finding, type FindingPlace, type ImageFinding } from './finding.js'
import { compressionOfType } from './layerState.js'

/** What is to be said of a layer by itself: how it is stored, what it holds. */
export function checkLayer(
  { descriptor }: Part,
  blob: BlobFacts | undefined,
  diffId: string | undefined,
  place: FindingPlace,
): ImageFinding[] {
  if (!blob) return []
  return [
    ...(descriptor ? checkMediaType(descriptor.mediaType, blob, place) : []),
    ...checkCompression(blob, place),
    ...checkPlain(blob, diffId, place),
    ...checkContents(blob, place),
  ]
}

function checkMediaType(mediaType: string, { compression }: BlobFacts, place: FindingPlace): ImageFinding[] {
  const said = compressionOfType(mediaType)
  const tell = (message: string): ImageFinding[] => [finding('layer-media-type', place, message)]
  if (said === undefined) return tell(`the media type ${JSON.stringify(mediaType)} is not a layer's`)
  if (said === compression) return []
  const types = { none: 'plain', gzip: 'gzip', zstd: 'zstd', xz: 'xz', bzip2: 'bzip2' }
  return tell(`the media type says that the layer is ${types[said]}, its bytes say ${types[compression]}`)
}

function checkCompression({ compression }: BlobFacts, place: FindingPlace): ImageFinding[] {
  if (compression !== 'xz' && compression !== 'bzip2') return []
  return [finding('layer-compression', place, `the layer is compressed by ${compression}, which no media type has`)]
}

function checkPlain({ plain }: BlobFacts, diffId: string | undefined, place: FindingPlace): ImageFinding[] {
  if (!plain) return []
  if ('fault' in plain) return [finding('layer-damaged', place, `the layer cannot be inflated: ${plain.fault}`)]
  if (diffId === undefined || plain.digest === diffId) return []
  return [finding('layer-diff-id', place, `the layer's contents have the DiffID ${plain.digest}, not ${diffId}`)]
}

function checkContents({ contents }: BlobFacts, place: FindingPlace): ImageFinding[] {
  if (!contents) return []
  const { fault, end, hits } = contents
  return [
    ...(fault === undefined ? [] : [finding('layer-tar', place, `the layer cannot be unpacked: ${fault}`)]),
    ...(end && end.blocks < 2 && end.offset > 0 ? [finding('layer-end', place)] : []),
    ...(end?.followed ? [finding('layer-tail', place)] : []),
    ...hits.findings(place),
  ]
}
