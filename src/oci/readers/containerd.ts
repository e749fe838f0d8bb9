import { faultOfName } from '../verify/checkArchive.js'
import type { ImageFacts } from '../verify/facts.js'
import { blobOf, compressionOfType } from '../verify/layerState.js'
import { fullName, taggedName } from './names.js'
import { damagedParts, wrongCount, wrongDiffIds } from './parts.js'
import { type Evidence, imagesFrom, type ReaderId, refuses, takes, type Verdict } from './reader.js'
import { unpackingFaults } from './unpacking.js'

/** containerd, by itself or under Docker: it goes by index.json where there is an oci-layout, else by manifest.json. */
export function judgeContainerd(reader: 'containerd' | 'docker-containerd', evidence: Evidence): Verdict {
  const { facts } = evidence
  if (facts.fault !== undefined) return refuses(reader, ['the archive is damaged'])
  const document = facts.members.find('oci-layout') ? 'index.json' : 'manifest.json'
  const images = imagesFrom(evidence, document)
  const faults = [
    ...archiveFaults(reader, evidence),
    ...(images.length === 0 ? [`${document} names no image`] : []),
    ...images.flatMap((image) => imageFaults(reader, evidence, image)),
  ]
  if (faults.length > 0) return refuses(reader, faults)
  const notes = images.some(({ names, tags }) => names.length === 0 && tags.length === 0)
    ? ['it knows the image by its digest alone']
    : images.some(({ names }) => names.length === 0)
      ? ['the archive gives it a tag and no name']
      : []
  return takes(reader, namesIn(reader, images), [...notes, ...otherImage(evidence, document)])
}

/** containerd has no image by a mere tag, and takes a name as index.json has it; Docker takes a tag for a name. */
function namesIn(reader: ReaderId, images: readonly ImageFacts[]): string[] {
  return images.flatMap(({ from, names, tags }) => {
    if (reader === 'containerd') return from === 'index.json' ? names : names.map(fullName)
    return (names.length > 0 ? names : tags).map(taggedName)
  })
}

function archiveFaults(reader: ReaderId, { facts }: Evidence): string[] {
  const { compression, members } = facts
  return [
    ...(compression !== 'none' && reader === 'containerd' ? [`the archive is compressed by ${compression}`] : []),
    ...(members.all.some(({ name }) => name.startsWith('/')) ? ['its members have absolute names'] : []),
  ]
}

function imageFaults(reader: ReaderId, evidence: Evidence, image: ImageFacts): string[] {
  const { facts } = evidence
  const { json, names } = image
  return [
    ...damagedParts(facts, image),
    ...(reader === 'docker-containerd'
      ? names.flatMap((name) => (isReference(name) ? [] : [`the name ${JSON.stringify(name)} is none`]))
      : []),
    ...(image.config.member && !json ? ['the configuration is no JSON'] : []),
    ...(json ? wrongCount(image) : []),
    ...image.layers.flatMap((layer) => wrongType(evidence, layer)),
    ...wrongDiffIds(facts, image),
    ...unpackingFaults(reader, evidence, image),
  ]
}

/** Whether a name is one, be it without a tag. */
function isReference(name: string): boolean {
  return faultOfName(name)?.startsWith('it has no tag') ?? true
}

/** A layer that is said to be plain is unpacked as it is; how one is compressed that is said to be is seen from its bytes. */
export function wrongType({ facts }: Evidence, layer: ImageFacts['layers'][number]): string[] {
  const type = layer.descriptor?.mediaType
  const said = type === undefined ? undefined : compressionOfType(type)
  if (type === undefined) return []
  if (said === undefined) return [`the media type ${JSON.stringify(type)} is not a layer's`]
  const found = blobOf(facts, layer)?.compression
  return said === 'none' && found !== undefined && found !== 'none'
    ? [`a layer that is said to be plain is ${found}`]
    : []
}

function otherImage({ judgement }: Evidence, document: string): string[] {
  return judgement.archive.some(({ rule }) => rule === 'manifests-differ')
    ? [`it goes by ${document}, and other readers have another image`]
    : []
}
