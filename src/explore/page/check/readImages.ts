import { type Digest, digestOfHex, isDigest } from '../../../core/digest.js'
import { OciPackError } from '../../../core/errors.js'
import type { Finding } from '../../../core/finding.js'
import { mediaTypes } from '../../../oci/descriptor.js'
import type { ImageConfig } from '../../../oci/config.js'
import type { Layer } from '../../../oci/image.js'
import { parseConfig } from '../../../oci/manifest.js'
import { judgeReaders } from '../../../oci/readers/judgeReaders.js'
import { blobOf } from '../../../oci/verify/layerState.js'
import type { ArchiveFacts, Part } from '../../../oci/verify/facts.js'
import { diffIdsOf } from '../../../oci/verify/checkImage.js'
import { allFindings, type JudgedImage } from '../../../oci/verify/judge.js'
import type { StoredFile } from '../../../sources/files.js'
import { isPlaced } from '../../../sources/verify/placedMembers.js'
import { documentOf } from '../../../task/bundle/archive/document.js'
import { judgeAppEngine } from '../../../task/bundle/archive/judgeAppEngine.js'
import { listingOf } from '../../../task/bundle/archive/tarListing.js'
import { unopened } from '../../../task/bundle/archive/unopened.js'
import type { TaskDescriptor } from '../../../task/descriptor/descriptor.js'
import { checkImage } from '../../../task/image/checkImage.js'
import { imageCheck, taskCheck } from '../../checks.js'
import type { Check, ExploreData } from '../../data.js'
import { explored } from '../../explored.js'
import { refuseTooMany } from '../../room.js'
import type { Blobs } from './blobs.js'
import { imageFiles, type KeptLayer } from './imageFiles.js'
import { bytesOf, type ReadArchive } from './readArchive.js'
import { Unreadable } from './unreadable.js'

/** As many images as a page shows. */
const mostShown = 100

/** What is said of the Task that an archive's image is of. */
export interface ReadTask {
  readonly descriptor: TaskDescriptor | undefined
  /** Of the bundle and of the archive in it. */
  readonly ofBundle: readonly Finding[]
  readonly ofDescriptor: readonly Finding[]
}

/**
 * What the page shows of each image of an archive that was read. @param place the file, as the user named it
 * @throws Unreadable for an archive that holds no image, or one that cannot be shown
 */
export async function readImages(
  read: ReadArchive,
  blobs: Blobs,
  place: string,
  task: ReadTask | undefined,
): Promise<ExploreData[]> {
  const { archive, evidence, reading } = read
  const { judgement } = evidence
  const readers = [...judgeReaders(evidence), await judgeAppEngine(evidence, archive, reading)]
  const ofTask = task ? [await checkTask(read, blobs, task)] : []
  const [check = imageCheck(allFindings(judgement), [])] = ofTask
  const images: ExploreData[] = []
  const { length } = judgement.images
  const notes =
    length > mostShown ? [`The archive has ${length} images, of which the first ${mostShown} are shown.`] : []
  for (const image of judgement.images.slice(0, mostShown)) {
    const findings = allFindings({ archive: judgement.archive, images: [image] })
    const checks = [imageCheck(findings, notes), ...ofTask]
    try {
      const parts = await partsOf(read, blobs, image)
      if (parts) images.push(shownImage(read, parts, image, { place, checks, readers }))
      refuseTooMany(images)
    } catch (error) {
      throw error instanceof OciPackError ? new Unreadable(error.message, check, error.hint) : error
    }
  }
  if (images.length > 0) return images
  const hint =
    'It is to be an archive of docker save, podman save or oci-pack, an OCI archive, or a Task bundle (.zip).'
  throw new Unreadable(`${place} holds no image that can be read`, check, hint)
}

/** An image's configuration and layers, as they were read. */
interface Parts {
  readonly config: ImageConfig
  readonly configBytes: Uint8Array
  readonly layers: readonly KeptLayer[]
}

/** Undefined where there is no configuration. @throws OciPackError `format` for one of another form */
async function partsOf(read: ReadArchive, blobs: Blobs, { facts }: JudgedImage): Promise<Parts | undefined> {
  const file = fileOf(facts.config)
  if (!file || !facts.json) return undefined
  const configBytes = await bytesOf(blobs.get(file))
  const config = parseConfig(configBytes, `${read.archive.name}: ${facts.config.name}`)
  return { config, configBytes, layers: facts.layers.map((part) => keptLayer(read, blobs, part)) }
}

function shownImage(
  { evidence, previews }: ReadArchive,
  { config, layers }: Parts,
  { facts, names }: JudgedImage,
  { place, checks, readers }: Pick<ExploreData, 'place' | 'checks' | 'readers'>,
): ExploreData {
  return explored({
    place,
    names: [...new Set(names.map(familiar))],
    imageId: blobOf(evidence.facts, facts.config)?.digest ?? '',
    config,
    layers,
    previews,
    checks,
    readers,
  })
}

/** What is said of a Task: of several images, by the one that the App Engine takes. */
async function checkTask(
  read: ReadArchive,
  blobs: Blobs,
  { ofBundle, ofDescriptor, descriptor }: ReadTask,
): Promise<Check> {
  const { archive, evidence } = read
  const findings = [...ofBundle, ...ofDescriptor]
  const unread = 'The files of the image were not looked at, for they cannot be read.'
  const taken = takenImage(read)
  try {
    const parts = taken && areWhole(evidence.facts, taken) ? await partsOf(read, blobs, taken) : undefined
    if (!parts) return taskCheck(findings, [unread])
    const { config, configBytes, layers } = parts
    const image = { config, configBytes, layers: layers.map(({ layer }) => layer) }
    const ofFiles = await checkImage({ ...imageFiles(image, layers), descriptor }, archive.name)
    return taskCheck([...findings, ...ofFiles], [])
  } catch (error) {
    return taskCheck([...findings, ...unopened(archive, error, ofBundle)], [unread])
  }
}

/** The image that the App Engine takes of several. */
function takenImage({ archive, evidence }: ReadArchive): JudgedImage | undefined {
  const document = documentOf(listingOf(archive.members))
  const taken = evidence.facts.documents.images.find(({ from }) => from === document)
  return taken && evidence.judgement.ofEntry.get(taken)
}

/** Whether there is all that `oci-pack check` opens an image by. @throws OciPackError `format` for a layer that is no tar */
function areWhole(facts: ArchiveFacts, { facts: { layers, json } }: JudgedImage): boolean {
  if (facts.compression !== 'none') return false
  if (diffIdsOf(json).length !== layers.length) return false
  const blobs = layers.map((part) => blobOf(facts, part))
  if (!blobs.every((blob) => blob?.plain && 'digest' in blob.plain)) return false
  for (const { digest, contents } of blobs.flatMap((blob) => blob ?? []))
    if (contents?.fault !== undefined) throw new OciPackError('format', `layer ${digest}: ${contents.fault}`)
  return true
}

/** A name as Docker shows it: without the registry where that is Docker Hub. */
function familiar(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/(?=[^/]*$))?/, '')
}

/** A layer, and what of it could be read. */
function keptLayer({ evidence, contents }: ReadArchive, blobs: Blobs, part: Part): KeptLayer {
  const file = fileOf(part)
  const known = blobOf(evidence.facts, part)
  const { plain } = known ?? {}
  const layer: Layer = {
    descriptor: { mediaType: mediaTypes.layer, digest: digestOf(known?.digest), size: known?.size ?? 0 },
    diffId: digestOf(plain && 'digest' in plain ? plain.digest : undefined),
    locate: () => Promise.reject(new Error('a page keeps no layers')),
  }
  return {
    layer,
    content: (part.member && contents.get(part.member)) ?? { name: '', entries: [] },
    stored: file ? blobs.get(file) : new Blob(),
    compression: known?.compression ?? 'none',
  }
}

/** Where a part of an image lies. */
function fileOf({ member }: Part): StoredFile | undefined {
  return member && isPlaced(member) ? member.file : undefined
}

function digestOf(text = ''): Digest {
  return isDigest(text) ? text : digestOfHex('')
}
