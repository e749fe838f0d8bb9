import { posix } from 'node:path'
import { OciPackError } from '../../../core/errors.js'
import { compressionOf, type TarPlace } from '../../../sources/tarFiles.js'
import type { Finding } from '../../../core/finding.js'
import { checkDockerImage } from './dockerImage.js'
import { archiveError, archiveHint, saveHint } from './finding.js'
import type { ReadLayer } from './layers.js'
import { checkOciImage } from './ociImage.js'
import { listTar, type TarListing } from './tarListing.js'

export interface ImageTarOptions {
  /** The name that the image is to have: `com/my/task:1.0.0`. */
  readonly image?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Gives what is known of a layer's bytes; whoever has read them already need not read them again. */
  readonly readLayer?: ReadLayer | undefined
}

/**
 * Whether the App Engine can push the image that an archive holds, and a cluster can unpack what it pushed. Every layer is read once.
 * @throws OciPackError `io`, `aborted`
 */
export async function checkImageTar(place: TarPlace, options: ImageTarOptions = {}): Promise<Finding[]> {
  if (place.size === 0) return [archiveError(place, 'damaged', 'the image archive is empty', saveHint)]
  try {
    const compression = await compressionOf(place)
    if (compression !== 'none') return [compressed(place, compression)]
    return await checkListing(place, await listTar(place), options)
  } catch (error) {
    if (!(error instanceof OciPackError) || !['format', 'integrity'].includes(error.code)) throw error
    return [archiveError(place, 'damaged', `the image archive cannot be read as a tar: ${error.message}`, saveHint)]
  }
}

function compressed(place: TarPlace, compression: string): Finding {
  return archiveError(
    place,
    'compressed',
    `the image archive is compressed by ${compression}, which the App Engine does not undo`,
    'Unpack it first, or make the bundle with oci-pack bundle.',
  )
}

async function checkListing(place: TarPlace, listing: TarListing, options: ImageTarOptions): Promise<Finding[]> {
  const names = checkNames(place, listing)
  if (names.length > 0) return names
  // The first of the two decides how the rest is read, in whatever folder it is.
  const first = listing.entries.map(({ name }) => posix.basename(name)).find((name) => readers.has(name))
  const read = readers.get(first ?? '')
  if (first === undefined || !read) {
    const message = 'the image archive has neither manifest.json nor index.json, so the App Engine finds no image in it'
    return [archiveError(place, 'manifest', message, saveHint)]
  }
  const [document, ...others] = listing.find(first)
  if (!document) {
    const message = `${first} is in a folder of the image archive: the App Engine looks for it at the root`
    return [archiveError(place, 'manifest-folder', message)]
  }
  if (others.length > 0) return [archiveError(place, 'twice', `the image archive has ${first} twice`)]
  return read({ place, listing, options, document })
}

const readers = new Map([
  ['manifest.json', checkDockerImage],
  ['index.json', checkOciImage],
])

/** Names that the App Engine does not find again, or that lead out of the folder into which it unpacks. */
function checkNames(place: TarPlace, { entries }: TarListing): Finding[] {
  const names = entries.map(({ name }) => name)
  const dotted = names.find((name) => name.startsWith('./'))
  if (dotted !== undefined) {
    const message = `the entries of the image archive are named ${JSON.stringify(dotted)} and so on: the App Engine finds none of them`
    const hint = `Pack it without the ./ in front: tar -cf image.tar manifest.json ... ${archiveHint}`
    return [archiveError(place, 'dot-names', message, hint)]
  }
  const outside = names.find((name) => name.startsWith('/') || name.split('/').includes('..'))
  if (outside === undefined) return []
  const message = `the image archive has an entry ${JSON.stringify(outside)}, which leads out of its folder`
  return [archiveError(place, 'names', message)]
}
