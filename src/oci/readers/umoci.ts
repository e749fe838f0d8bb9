import { textIn } from '../portable/json.js'
import type { ImageFacts } from '../verify/facts.js'
import { diffIdsOf } from '../verify/checkImage.js'
import { mediaTypes } from '../descriptor.js'
import { blobOf, compressionOfType } from '../verify/layerState.js'
import { damagedParts, leavingLinks, wrongDiffIds, wrongSizes } from './parts.js'
import { type Evidence, imagesFrom, refuses, takes, type Verdict } from './reader.js'
import { unpackingFaults } from './unpacking.js'

const reader = 'umoci'

/** umoci, which reads a layout's folder, strictly: an archive is to be unpacked for it. */
export function judgeUmoci(evidence: Evidence): Verdict {
  const { facts } = evidence
  if (!facts.members.find('oci-layout') || !facts.members.find('index.json'))
    return refuses(reader, ['there is no OCI layout: oci-layout or index.json is missing'])
  if (facts.fault !== undefined) return refuses(reader, ['the archive is damaged'])
  const named = imagesFrom(evidence, 'index.json').filter(({ tags }) => tags.length > 0)
  const [first, ...others] = named
  if (!first) return refuses(reader, ['index.json gives its image no tag (org.opencontainers.image.ref.name)'])
  const faults = [...ambiguity(evidence, first, others), ...imageFaults(evidence, first)]
  return faults.length > 0
    ? refuses(reader, faults)
    : takes(
        reader,
        named.flatMap(({ tags }) => tags),
      )
}

function ambiguity({ facts }: Evidence, first: ImageFacts, others: readonly ImageFacts[]): string[] {
  const same = others.some(({ tags }) => tags.some((tag) => first.tags.includes(tag)))
  return same || (first.nested && facts.documents.attestations > 0)
    ? ['one tag names several manifests, attestations among them']
    : []
}

function imageFaults(evidence: Evidence, image: ImageFacts): string[] {
  const { facts } = evidence
  const { json, layers } = image
  const os = json && textIn(json, 'os')
  return [
    ...damagedParts(facts, image),
    ...leavingLinks(facts, image),
    ...wrongSizes(facts, image),
    ...(image.config.member && !json ? ['the configuration is no JSON'] : []),
    ...(json && diffIdsOf(json).length < layers.length ? ['the configuration names too few layers'] : []),
    ...(json && os !== 'linux' ? [`the image is for ${os ? JSON.stringify(os) : 'no system'}, not for linux`] : []),
    ...(image.config.descriptor?.mediaType === mediaTypes.config ? [] : ['the configuration is not of the OCI type']),
    ...layers.flatMap((layer) => typeFaults(evidence, layer)),
    ...wrongDiffIds(facts, image),
    ...unpackingFaults(reader, evidence, image),
  ]
}

function typeFaults({ facts }: Evidence, layer: ImageFacts['layers'][number]): string[] {
  const type = layer.descriptor?.mediaType ?? ''
  if (type === mediaTypes.layerZstd) return ['it knows no zstd layers (umoci 0.4)']
  const said = compressionOfType(type)
  if (said === undefined || !type.startsWith('application/vnd.oci.'))
    return [`it knows no layers of the type ${JSON.stringify(type)}`]
  const found = blobOf(facts, layer)?.compression
  return found === undefined || found === said ? [] : ['a layer is not stored as its media type says']
}
