import { diffIdsOf } from '../verify/checkImage.js'
import type { ArchiveFacts, ImageFacts, Part } from '../verify/facts.js'
import { blobOf, hasDigest } from '../verify/layerState.js'
import { targetOf } from '../verify/members.js'

/** Parts of an image that are missing, or are not what their digests say. */
export function damagedParts(facts: ArchiveFacts, { manifest, config, layers }: ImageFacts): string[] {
  return [manifest, config, ...layers].flatMap((part) => (part ? damage(facts, part) : []))
}

/** Parts that are missing. */
export function missingParts({ config, layers }: ImageFacts): string[] {
  return [config, ...layers].filter(({ member }) => !member).map(({ name }) => `${name} is missing`)
}

function damage(facts: ArchiveFacts, part: Part): string[] {
  if (!part.member) return [`${part.name} is missing`]
  const blob = blobOf(facts, part)
  return blob && !hasDigest(part, blob) ? [`${part.name} is not what its digest says`] : []
}

/** Parts that are links which lead out of the archive once it is unpacked, or to an absolute path. */
export function leavingLinks({ members }: ArchiveFacts, { config, layers }: ImageFacts): string[] {
  return [config, ...layers]
    .filter(({ name, link }) => {
      const member = members.named(name).at(-1)
      return link && member && targetOf(member, name) === undefined
    })
    .map(({ name }) => `${name} is a link that leads out of the archive`)
}

/** Parts whose sizes are not what is said. */
export function wrongSizes(facts: ArchiveFacts, { manifest, config, layers }: ImageFacts): string[] {
  return [manifest, config, ...layers].flatMap((part) => {
    const said = part?.descriptor?.size
    const found = part && blobOf(facts, part)?.size
    return part && said !== undefined && found !== undefined && said !== found
      ? [`${part.name} has another size than is said`]
      : []
  })
}

/** Whether the configuration tells of as many layers as there are. */
export function wrongCount({ json, layers }: ImageFacts): string[] {
  const named = diffIdsOf(json).length
  return named === layers.length ? [] : [`the image has ${layers.length} layers, its configuration names ${named}`]
}

/** Layers that do not hold what the configuration says. */
export function wrongDiffIds(facts: ArchiveFacts, { json, layers }: ImageFacts): string[] {
  const diffIds = diffIdsOf(json)
  return layers.flatMap((layer, i) => {
    const plain = blobOf(facts, layer)?.plain
    const said = diffIds[i]
    const differs = said !== undefined && plain && 'digest' in plain && plain.digest !== said
    return differs ? [`layer ${i + 1} does not hold what the configuration says`] : []
  })
}
