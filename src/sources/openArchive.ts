import { stat } from 'node:fs/promises'
import type { Digest } from '../core/digest.js'
import { fromSystemError, OciPackError } from '../core/errors.js'
import { inTurn } from '../core/inTurn.js'
import { normalizePlatform, type Platform } from '../core/platform.js'
import type { Image } from '../oci/image.js'
import { manifestOf } from '../oci/mutate.js'
import { type Candidate, choose, type Choice, namesOf } from './candidate.js'
import { dockerImages } from './dockerArchive.js'
import type { StoredFiles } from './files.js'
import { openFolder } from './folderFiles.js'
import { isLayout, layoutImages } from './ociLayout.js'
import type { TarPlace } from './placedEntries.js'
import { openTar, wholeFile } from './tarFiles.js'

/** An image from an archive or a layout. */
export interface OpenedImage {
  readonly image: Image
  /** As they are written there: complete or familiar references; in a layout, a mere tag too. */
  readonly names: readonly string[]
  /** Of the manifest that is written there, or, where there is none, of the one that we would write. */
  readonly manifestDigest: Digest
  /** Those of all images there of which an index tells it. */
  readonly platforms: readonly Platform[]
}

/**
 * The image that a path, or a place within a file, holds: a `docker save` archive of any writer, an OCI layout as a folder or as a tar. Its
 * documents are read and verified; its layers stay where they are until somebody reads them.
 * @throws OciPackError `not-found`, `format`, `integrity`, `unsupported`, `io`
 */
export async function openArchive(place: string | TarPlace, choice: Choice = {}): Promise<OpenedImage> {
  const files = await openPath(place)
  const images = await imagesOf(files)
  return opened(await choose(images, choice, files.path), images)
}

/** As many images as are opened together. */
const mostOpened = 100

/** All images that a path, or a place within a file, holds. @throws OciPackError as `openArchive` does, `unsupported` where they are too many */
export async function openAll(place: string | TarPlace): Promise<OpenedImage[]> {
  const files = await openPath(place)
  const images = await imagesOf(files)
  if (images.length > mostOpened) {
    throw new OciPackError(
      'unsupported',
      `${files.path} holds ${images.length} images; at most ${mostOpened} are looked at together`,
      { hint: `Choose one by its name, its platform or both. It holds: ${namesOf(images)}.` },
    )
  }
  return inTurn(images, (one) => opened(one, images))
}

async function opened(chosen: Candidate, images: readonly Candidate[]): Promise<OpenedImage> {
  const image = await chosen.open()
  const platforms = images.flatMap(({ platform }) => (platform ? [normalizePlatform(platform)] : []))
  const manifestDigest = chosen.manifestDigest ?? manifestOf(image).digest
  return { image, names: chosen.names, manifestDigest, platforms }
}

/** The files of an archive or of a folder. @throws OciPackError `format`, `integrity`, `unsupported`, `io` */
export async function openPath(place: string | TarPlace): Promise<StoredFiles> {
  if (typeof place !== 'string') return openTar(place)
  return (await isFolder(place)) ? openFolder(place) : openTar(await wholeFile(place))
}

/** A layout's index tells more than manifest.json does (media types, platforms), and is what containerd reads. */
async function imagesOf(files: StoredFiles): Promise<Candidate[]> {
  const images = (await isLayout(files)) ? await layoutImages(files) : []
  if (images.length > 0) return images
  if (await files.find('manifest.json')) return dockerImages(files)
  throw new OciPackError(
    'format',
    `${files.path} holds no image: neither index.json with oci-layout nor manifest.json is there`,
    {
      hint: 'Give an archive written by docker save, podman save or skopeo, or an OCI layout.',
    },
  )
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
