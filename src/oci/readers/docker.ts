import { textIn } from '../portable/json.js'
import { cleanPath } from '../tar/cleanPath.js'
import { faultOfName } from '../verify/checkArchive.js'
import { historySteps } from '../verify/checkImage.js'
import type { ImageFacts } from '../verify/facts.js'
import { blobOf } from '../verify/layerState.js'
import { familiarName } from './names.js'
import { missingParts, wrongCount, wrongDiffIds } from './parts.js'
import { type Evidence, imagesFrom, type ReaderId, refuses, takes, type Verdict } from './reader.js'
import { unpackingFaults } from './unpacking.js'

/** Docker whose images are in a store of its own: it goes by manifest.json, and by what the layers' bytes are, whatever is said of them. */
export function judgeDocker(reader: 'docker' | 'docker-24', evidence: Evidence): Verdict {
  const { facts } = evidence
  const images = imagesFrom(evidence, 'manifest.json')
  const faults = [...archiveFaults(evidence), ...images.flatMap((image) => imageFaults(reader, evidence, image))]
  if (faults.length > 0) return refuses(reader, faults)
  if (images.length === 0) {
    if (!facts.members.find('manifest.json') && hasRepositories(evidence))
      return takes(reader, facts.documents.repositories, ['it goes by repositories, the oldest form of all'])
    return refuses(reader, ['there is no manifest.json that names an image'])
  }
  const notes = [
    ...(images.some(({ names }) => names.length === 0) ? ['it knows the image by its id alone'] : []),
    ...(reader === 'docker-24' && hasZstd(evidence, images) ? ['zstd layers need Docker 23 or newer'] : []),
  ]
  return takes(
    reader,
    images.flatMap(({ names }) => names.map(familiarName)),
    [...notes, ...otherImage(evidence)],
  )
}

function hasZstd({ facts }: Evidence, images: readonly ImageFacts[]): boolean {
  return images.flatMap(({ layers }) => layers).some((layer) => blobOf(facts, layer)?.compression === 'zstd')
}

/** The Docker that knew no manifest.json. */
export function judgeOldestDocker(evidence: Evidence): Verdict {
  const reader = 'docker-1.9'
  const faults = archiveFaults(evidence)
  if (faults.length > 0) return refuses(reader, faults)
  if (!hasRepositories(evidence)) return refuses(reader, ['there is no file repositories with a folder for each layer'])
  return takes(reader, evidence.facts.documents.repositories)
}

function hasRepositories({ facts }: Evidence): boolean {
  const { members } = facts
  return (
    members.find('repositories') !== undefined && members.all.some(({ name }) => /^(?:\.\/)?[^/]+\/json$/.test(name))
  )
}

/** What keeps it from unpacking the archive. */
function archiveFaults({ facts }: Evidence): string[] {
  if (facts.fault !== undefined) return ['the archive is damaged']
  return facts.members.all
    .filter(({ name }) => cleanPath(name) === undefined)
    .map(({ name }) => `the member ${JSON.stringify(name)} leads out of its folder`)
    .slice(0, 1)
}

function imageFaults(reader: ReaderId, evidence: Evidence, image: ImageFacts): string[] {
  const { facts } = evidence
  const { json, names, layers } = image
  const os = json && textIn(json, 'os')
  const steps = historySteps(json)
  return [
    ...missingParts(image),
    ...(image.config.member && !json ? ['the configuration is no JSON'] : []),
    ...names.flatMap((name) => (faultOfName(name) === undefined ? [] : [`the name ${JSON.stringify(name)} is none`])),
    ...(json ? wrongCount(image) : []),
    ...(steps !== undefined && steps > layers.length ? ['the history tells of more layers than there are'] : []),
    ...(os && os !== 'linux' ? [`the image is for ${os}`] : []),
    ...wrongDiffIds(facts, image),
    ...unpackingFaults(reader, evidence, image),
  ]
}

/** That another reader would have another image. */
function otherImage({ judgement }: Evidence): string[] {
  return judgement.archive.some(({ rule }) => rule === 'manifests-differ')
    ? ['it goes by manifest.json, which names another image than index.json']
    : []
}
