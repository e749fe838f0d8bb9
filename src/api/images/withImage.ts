import { existsSync } from 'node:fs'
import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { defaultPlatform, parsePlatform, type Platform } from '../../core/platform.js'
import type { Image } from '../../oci/image.js'
import { formatReference, type Reference, withDefaultTag } from '../../oci/reference.js'
import { type LayerReading, readingInPlace, readingInStore } from '../../sources/layerReading.js'
import type { Choice } from '../../sources/candidate.js'
import { openAll, openArchive, type OpenedImage } from '../../sources/openArchive.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import { openBundle } from '../../task/bundle/openBundle.js'
import { parsePlace, type PathPlace, type Place } from '../copy/place.js'
import { archiveChoice } from './choice.js'
import type { BuildOptions, ImageChoice } from '../options.js'
import type { Store } from '../../store/store.js'
import { registryPuller } from '../puller.js'
import { taskKind } from '../task/taskPlace.js'
import { withStore } from '../withStore.js'

/** What an image to be looked at is opened with. */
export interface ImageOptions
  extends
    ImageChoice,
    Pick<BuildOptions, 'registry' | 'offline' | 'cacheDir' | 'cacheMaxSize' | 'env' | 'onEvent' | 'signal'> {}

/** An image that is looked at. */
export interface FoundImage {
  /** Where it is, as it was written. */
  readonly place: string
  readonly kind: 'archive' | 'bundle' | 'registry'
  readonly image: Image
  /** As they are written there: complete or familiar references; in a layout, a mere tag too. */
  readonly names: readonly string[]
  /** Of its own manifest, not of an index around it. */
  readonly manifestDigest: Digest
  /** What there is under the same name, as far as an index tells it. */
  readonly platforms: readonly Platform[]
  readonly layers: LayerReading
  /** Where the layers of a registry's image are brought. */
  readonly store?: Store
}

/**
 * Has an image looked at, wherever it is: in an archive of any writer, an OCI layout, a Task's bundle, or a registry. What is at a path of this
 * machine is meant before what a registry has by the same name, and is read where it lies; layers of a registry are brought into the store
 * when they are asked for. @throws OciPackError, and what `use` throws
 */
export async function withImage<T>(
  text: string,
  options: ImageOptions,
  use: (found: FoundImage) => Promise<T>,
): Promise<T> {
  return withOpened(
    text,
    options,
    async (place, choice) => [await openArchive(place, choice)],
    (found) => use(found[0]),
  )
}

/** As `withImage`, of all images of an archive, a layout or a bundle where neither a name nor a platform chooses one. */
export async function withImages<T>(
  text: string,
  options: ImageOptions,
  use: (found: Found) => Promise<T>,
): Promise<T> {
  const open: Open = async (place, choice) => {
    const [first, ...others] = await (choice.name === undefined && choice.platform === undefined ? openAll(place) : [])
    return first ? [first, ...others] : [await openArchive(place, choice)]
  }
  return withOpened(text, options, open, use)
}

/** Images that are looked at together. */
type Found = readonly [FoundImage, ...FoundImage[]]
type Open = (place: string | TarPlace, choice: Choice) => Promise<[OpenedImage, ...OpenedImage[]]>

async function withOpened<T>(
  text: string,
  options: ImageOptions,
  open: Open,
  use: (found: Found) => Promise<T>,
): Promise<T> {
  const place = imagePlace(text)
  if (place.kind === 'registry') return withRegistryImage(text, place.reference, options, (found) => use([found]))
  const { path } = place
  if ((await taskKind(path)) !== 'bundle')
    return withPathImages('archive', place, options, (choice) => open(path, choice), use)
  const bundle = await openBundle(path, options.signal ?? new AbortController().signal)
  try {
    return await withPathImages('bundle', place, options, (choice) => open(bundle.image, choice), use)
  } finally {
    await bundle.close()
  }
}

/** Where an image is that is to be looked at. @throws OciPackError `usage`, `reference` */
export function imagePlace(text: string): Place {
  const place = existsSync(text) ? { kind: 'path' as const, text, path: text } : parsePlace(text)
  if (place.kind === 'registry' || place.path !== '-') return place
  const hint = 'Write it to a file first.'
  throw new OciPackError('usage', 'an image cannot be read from standard input', { hint })
}

async function withPathImages<T>(
  kind: 'archive' | 'bundle',
  { text, name }: PathPlace,
  options: ImageOptions,
  open: (choice: Choice) => ReturnType<Open>,
  use: (found: Found) => Promise<T>,
): Promise<T> {
  const [first, ...others] = await open(archiveChoice(name === undefined ? options : { ...options, name }))
  const layers = readingInPlace(options.signal)
  const foundOf = (opened: OpenedImage): FoundImage => ({ place: text, kind, ...opened, layers })
  try {
    return await use([foundOf(first), ...others.map(foundOf)])
  } finally {
    await layers.close()
  }
}

async function withRegistryImage<T>(
  text: string,
  named: Reference,
  options: ImageOptions,
  use: (found: FoundImage) => Promise<T>,
): Promise<T> {
  const { platform, registry = {}, offline = false, env = process.env } = options
  const { onEvent: emit = () => undefined, signal = new AbortController().signal } = options
  const reference = formatReference(withDefaultTag(named))
  return withStore({ ...options, env }, async (store) => {
    const { pull, close } = registryPuller(registry, { store, env, emit, signal, offline })
    try {
      const wanted = platform === undefined ? defaultPlatform : parsePlatform(platform)
      const { image, digest, platforms } = await pull(reference, wanted)
      const layers = readingInStore(store)
      const found = { image, names: [reference], manifestDigest: digest, platforms, layers, store }
      return await use({ place: text, kind: 'registry', ...found })
    } finally {
      close()
    }
  })
}
