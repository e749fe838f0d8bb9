import { isObject, type JsonObject, objectIn, textsIn } from '../../../oci/portable/json.js'
import { formatReference, parseReference, withDefaultTag } from '../../../oci/reference.js'
import type { StoredFile } from '../../../sources/files.js'
import type { Finding } from '../../../core/finding.js'
import { archiveError, archiveWarning, type NamedArchive, saveHint } from './finding.js'
import { checkLayers, type LayerBytes } from './layers.js'
import type { ListedEntry, TarListing } from './tarListing.js'

/** How what lies in an archive is read. */
export interface ArchiveReading {
  /** The JSON in a file; undefined where it is none, or too large for a document. */
  readonly json: (file: StoredFile) => Promise<unknown>
  readonly layer: (file: StoredFile) => Promise<LayerBytes>
}

/** An image's archive that is being checked. */
export interface ArchiveCheck {
  readonly place: NamedArchive
  readonly listing: TarListing
  readonly reading: ArchiveReading
  /** The name that the image is to have, where it is known. */
  readonly image: string | undefined
  /** manifest.json or index.json. */
  readonly document: ListedEntry
}

/** What an archive says an image is made of, by the names of entries. */
export interface ImageParts {
  readonly config: string
  readonly layers: readonly string[]
  /** Whether the App Engine compresses what is named `.tar`. */
  readonly compresses: boolean
}

/** Whether an image's configuration and layers are there, and become what they are to be when the App Engine has pushed them. */
export async function checkParts(check: ArchiveCheck, parts: ImageParts): Promise<Finding[]> {
  const { place } = check
  const config = only(check, parts.config)
  const layers = parts.layers.map((name) => only(check, name))
  const faults = [config, ...layers].filter(isFinding)
  if (faults.length > 0) return [...new Map(faults.map((fault) => [fault.message, fault])).values()]
  const json = isFinding(config) ? undefined : await readObject(check, config)
  if (!json) return [archiveError(place, 'config', `the configuration ${parts.config} is no JSON object`, saveHint)]
  const diffIds = textsIn(objectIn(json, 'rootfs'), 'diff_ids')
  if (diffIds.length !== layers.length) {
    const message = `the image has ${layers.length} layers, but its configuration tells of ${diffIds.length}`
    return [archiveError(place, 'layers', message, saveHint)]
  }
  const entries = layers.filter((layer): layer is ListedEntry => !isFinding(layer))
  return checkLayers(check, entries, diffIds, parts.compresses)
}

/** The JSON of an entry; undefined where it is none. */
export async function readJson({ reading }: ArchiveCheck, { file, type, isSparse }: ListedEntry): Promise<unknown> {
  return type !== 'file' || isSparse ? undefined : reading.json(file)
}

/** As `readJson`, of an object. */
export async function readObject(check: ArchiveCheck, entry: ListedEntry): Promise<JsonObject | undefined> {
  const value = await readJson(check, entry)
  return isObject(value) ? value : undefined
}

/** The one entry of a name, or what is wrong with it. */
function only({ place, listing }: ArchiveCheck, name: string): ListedEntry | Finding {
  const [entry, ...others] = listing.find(name)
  if (!entry) return archiveError(place, 'missing', `the image archive lacks ${name}`, saveHint)
  if (others.length > 0) {
    return archiveError(place, 'twice', `the image archive has ${name} twice: the App Engine mixes the two up`)
  }
  if (entry.type !== 'file') {
    return archiveError(
      place,
      'link',
      `${name} is a link, which the App Engine does not follow: it pushes nothing for it`,
    )
  }
  if (entry.isSparse) return archiveError(place, 'sparse', `${name} is stored as a sparse file`)
  return entry
}

function isFinding(value: ListedEntry | Finding): value is Finding {
  return 'rule' in value
}

/** What docker load would call the image, where it is another name than the App Engine's. */
export function checkName({ place, image }: ArchiveCheck, names: readonly string[]): Finding[] {
  if (image === undefined || names.length === 0) return []
  const wanted = complete(image)
  if (names.some((name) => complete(name) === wanted)) return []
  const message = `the archive names its image ${names.join(', ')}, not ${image}: docker load gives it that other name`
  return [archiveWarning(place, 'name', message, `Build it with -t ${image}, or make the bundle with oci-pack bundle.`)]
}

/** What to do about an archive that was saved by the image's id, which leaves it without a name. */
export function nameHint({ image }: ArchiveCheck): string {
  const name = image ?? 'com/my/task:1.0.0'
  return `Save it by its name, as in docker save ${name}, or make the bundle with oci-pack bundle.`
}

function complete(name: string): string {
  try {
    return formatReference(withDefaultTag(parseReference(name)))
  } catch {
    return name
  }
}

/** The App Engine takes the first image of an archive and nothing of the others. */
export function checkCount({ place }: ArchiveCheck, count: number): Finding[] {
  if (count <= 1) return []
  const message = `the archive has ${count} images, of which the App Engine takes the first`
  return [archiveWarning(place, 'images', message, 'Save only the one image that the Task needs.')]
}
