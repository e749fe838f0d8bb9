import { cleanPath } from '../tar/cleanPath.js'
import { faultOfName } from '../verify/checkArchive.js'
import type { ImageFacts } from '../verify/facts.js'
import { isConfigType } from '../verify/layerState.js'
import { podmanName } from './names.js'
import { damagedParts, leavingLinks, missingParts, wrongCount, wrongDiffIds } from './parts.js'
import { type Evidence, imagesFrom, type ReaderId, refuses, takes, type Verdict } from './reader.js'
import { unpackingFaults } from './unpacking.js'

/** skopeo, of an archive that is named as `oci-archive:`, or a folder that is named as `oci:`. */
export function judgeOciArchive(evidence: Evidence): Verdict {
  const reader = 'skopeo-oci-archive'
  const carrying = imagesFrom(evidence, 'index.json').flatMap((image) => unpackingFaults(reader, evidence, image))
  const faults = [...ociFaults(evidence), ...carrying]
  return faults.length > 0 ? refuses(reader, faults) : takes(reader, [])
}

/** skopeo, of an archive that is named as `docker-archive:`. */
export function judgeDockerArchive(evidence: Evidence): Verdict {
  const reader = 'skopeo-docker-archive'
  const { length } = imagesFrom(evidence, 'manifest.json')
  const faults = [
    ...(length > 1 ? [`manifest.json names ${length} images: name one, as in docker-archive:FILE:NAME`] : []),
    ...(evidence.facts.compression === 'none' ? [] : [`the archive is compressed by ${evidence.facts.compression}`]),
    ...dockerFaults(reader, evidence),
  ]
  return faults.length > 0 ? refuses(reader, faults) : takes(reader, [])
}

/** Podman, which tries an archive as an OCI one first, and then as Docker's. */
export function judgePodman(evidence: Evidence): Verdict {
  const reader = 'podman'
  const unpacking = (images: readonly ImageFacts[]): string[] =>
    images.flatMap((image) => unpackingFaults(reader, evidence, image))
  const oci = imagesFrom(evidence, 'index.json')
  const ociReasons = [...ociFaults(evidence), ...wrongConfigs(oci), ...nameFaults(oci), ...unpacking(oci)]
  if (ociReasons.length === 0) return taken(reader, namesOf(oci), evidence, 'index.json')
  const docker = imagesFrom(evidence, 'manifest.json')
  const dockerReasons = [...dockerFaults(reader, evidence), ...nameFaults(docker), ...unpacking(docker)]
  if (dockerReasons.length === 0) return taken(reader, namesOf(docker), evidence, 'manifest.json')
  return refuses(reader, docker.length > 0 ? dockerReasons : ociReasons)
}

function taken(reader: ReaderId, names: readonly string[], { judgement }: Evidence, document: string): Verdict {
  const differ = judgement.archive.some(({ rule }) => rule === 'manifests-differ')
  return takes(reader, names, [
    ...(names.length === 0 ? ['it knows the image by its id alone'] : []),
    ...(differ ? [`it goes by ${document}, and other readers have another image`] : []),
  ])
}

/** What it has them under: by index.json the complete name, else the tag; by manifest.json what is there. */
function namesOf(images: readonly ImageFacts[]): string[] {
  return images.flatMap(({ names, tags }) => (names.length > 0 ? names : tags).map(podmanName))
}

function nameFaults(images: readonly ImageFacts[]): string[] {
  return images
    .flatMap(({ names }) => names)
    .filter((name) => faultOfName(podmanName(name)) !== undefined)
    .map((name) => `the name ${JSON.stringify(name)} is none`)
}

function wrongConfigs(images: readonly ImageFacts[]): string[] {
  return images
    .flatMap(({ config }) => config.descriptor?.mediaType ?? [])
    .filter((type) => !isConfigType(type))
    .map((type) => `the configuration is of the type ${JSON.stringify(type)}`)
}

/** It goes by index.json, with or without an oci-layout, and by every digest in it; DiffIDs are not asked. */
function ociFaults(evidence: Evidence): string[] {
  const { facts } = evidence
  if (facts.fault !== undefined) return ['the archive is damaged']
  const images = imagesFrom(evidence, 'index.json')
  const leaving = facts.members.all.some(({ name }) => cleanPath(name) === undefined)
  return [
    ...(leaving ? ['a member leads out of its folder'] : []),
    ...(images.length === 0 ? ['there is no index.json that names an image'] : []),
    ...(countOfEntries(images) > 1 ? ['index.json has several entries: name one, as in oci-archive:FILE:TAG'] : []),
    ...images.flatMap((image) => [...leavingLinks(facts, image), ...damagedParts(facts, image)]),
    ...images.flatMap(({ config, json }) => (config.member && !json ? ['the configuration is no JSON'] : [])),
  ]
}

/** Entries of index.json itself; what a nested index names is chosen from by platform. */
function countOfEntries(images: readonly ImageFacts[]): number {
  const flat = images.filter(({ nested }) => !nested).length
  return flat + (images.some(({ nested }) => nested) ? 1 : 0)
}

/** It goes by manifest.json, by names as they are written, and by what each layer is once inflated. */
function dockerFaults(reader: ReaderId, evidence: Evidence): string[] {
  const { facts } = evidence
  if (facts.fault !== undefined) return ['the archive is damaged']
  const images = imagesFrom(evidence, 'manifest.json')
  const absolute = facts.members.all.some(({ name }) => name.startsWith('/'))
  return [
    ...(images.length === 0 || absolute ? ['there is no manifest.json that names an image'] : []),
    ...images.flatMap((image) => [
      ...missingParts(image),
      ...leavingLinks(facts, image),
      ...(image.config.member && !image.json ? ['the configuration is no JSON'] : []),
      ...(image.json ? wrongCount(image) : []),
      ...image.layers.flatMap(({ link, name }) =>
        link === 'link' ? [`${name} is a hard link, which it does not follow`] : [],
      ),
      ...wrongDiffIds(facts, image),
      ...(reader === 'skopeo-docker-archive' ? unpackingFaults(reader, evidence, image) : []),
    ]),
    ...repeated(evidence, images),
  ]
}

/** Of members of one name it takes the first for one thing and the last for another. */
function repeated({ judgement }: Evidence, images: readonly ImageFacts[]): string[] {
  const twice = new Set(
    judgement.archive.filter(({ rule }) => rule === 'member-twice').flatMap(({ entries = [] }) => entries),
  )
  const names = images.flatMap(({ config, layers }) => [config, ...layers]).map(({ name }) => name)
  return names.filter((name) => twice.has(name)).map((name) => `${name} is there twice`)
}
