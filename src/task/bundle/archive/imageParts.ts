import { objectIn, textsIn } from '../../../oci/portable/json.js'
import { formatReference, parseReference, withDefaultTag } from '../../../oci/reference.js'
import type { TarPlace } from '../../../sources/tarFiles.js'
import type { Finding } from '../../../core/finding.js'
import type { ImageTarOptions } from './checkImageTar.js'
import { archiveError, archiveWarning, saveHint } from './finding.js'
import { checkLayers } from './layers.js'
import { type ListedEntry, readObject, type TarListing } from './tarListing.js'

/** An image's archive that is being checked. */
export interface ArchiveCheck {
  readonly place: TarPlace
  readonly listing: TarListing
  readonly options: ImageTarOptions
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
  const json = isFinding(config) ? undefined : await readObject(config)
  if (!json) return [archiveError(place, 'config', `the configuration ${parts.config} is no JSON object`, saveHint)]
  const diffIds = textsIn(objectIn(json, 'rootfs'), 'diff_ids')
  if (diffIds.length !== layers.length) {
    const message = `the image has ${layers.length} layers, but its configuration tells of ${diffIds.length}`
    return [archiveError(place, 'layers', message, saveHint)]
  }
  const entries = layers.filter((layer): layer is ListedEntry => !isFinding(layer))
  return checkLayers(check, entries, diffIds, parts.compresses)
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
export function checkName({ place, options }: ArchiveCheck, names: readonly string[]): Finding[] {
  const { image } = options
  if (image === undefined || names.length === 0) return []
  const wanted = complete(image)
  if (names.some((name) => complete(name) === wanted)) return []
  const message = `the archive names its image ${names.join(', ')}, not ${image}: docker load gives it that other name`
  return [archiveWarning(place, 'name', message, `Build it with -t ${image}, or make the bundle with oci-pack bundle.`)]
}

/** What to do about an archive that was saved by the image's id, which leaves it without a name. */
export function nameHint({ options }: ArchiveCheck): string {
  const name = options.image ?? 'com/my/task:1.0.0'
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
