import type { Digest } from '../../core/digest.js'
import { stat } from 'node:fs/promises'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import type { Content } from '../../oci/content.js'
import { present } from '../../oci/indexEntries.js'
import { familiarReference, parseReference, type Reference, withDefaultTag } from '../../oci/reference.js'
import type { Wanted } from '../../sources/content/readContent.js'
import type { Held } from '../../sources/content/held.js'
import type { StoredFiles } from '../../sources/files.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import type { PathPlace, Place } from './place.js'
import type { Tools } from './tools.js'

/** What is copied. */
export interface Source {
  readonly content: Content
  /** What it is called where it comes from, as far as that could be its name elsewhere. */
  readonly names: readonly Reference[]
  /** What it is called in messages. */
  readonly what: string
  /** Whether it comes from an archive that holds plain layers for Docker. */
  readonly isDockerArchive: boolean
  /** Blobs that were sent already to where it goes. */
  readonly sent?: ReadonlySet<Digest>
}

/**
 * Opens what is at a place, to be used until it is closed.
 * @throws OciPackError `usage`, `not-found`, `registry`, `integrity`, `format`, `unsupported`, `io`, `aborted`, and what `use` throws
 */
export async function withSource<T>(
  place: Place,
  wanted: Wanted,
  tools: Tools,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  if (place.kind === 'registry') return use(await registrySource(place.reference, wanted, tools))
  return withPlace(place, tools.signal, async (opened) => {
    const { chooseHeld } = await import('../../sources/content/held.js')
    return use(await openHeld(opened, chooseHeld(opened.held, place.name, place.text), wanted, tools))
  })
}

async function registrySource(named: Reference, wanted: Wanted, tools: Tools): Promise<Source> {
  const { registryContent } = await import('../../sources/registryContent.js')
  const reference = withDefaultTag(named)
  const content = await registryContent(reference, await tools.client(), tools.signal, wanted)
  return {
    content: tools.store ? (await import('../../sources/content/blobs.js')).storedBlobs(content, tools.store) : content,
    names: [reference],
    what: familiarReference(reference),
    isDockerArchive: false,
  }
}

/** An archive or a layout, and what it holds. */
export interface OpenedPlace {
  readonly place: PathPlace
  readonly held: readonly Held[]
  readonly isDockerArchive: boolean
}

/**
 * Opens an archive, a layout, or the archive in a Task's bundle, as the place says or as it turns out to be, and closes it after its use.
 * @throws OciPackError `usage`, `format`, `integrity`, `unsupported`, `io`, and what `use` throws
 */
export async function withPlace<T>(
  place: PathPlace,
  signal: AbortSignal,
  use: (opened: OpenedPlace) => Promise<T>,
): Promise<T> {
  const { path } = place
  if (path === '-')
    throw new OciPackError('usage', 'an image cannot be read from standard input', {
      hint: 'Write it to a file first.',
    })
  const { isBundle } = await import('../../task/bundle/isBundle.js')
  if ((await statOf(path)).isDirectory() || !(await isBundle(path))) return use(await openPlace(place, path))
  const { openBundle } = await import('../../task/bundle/openBundle.js')
  const bundle = await openBundle(path, signal)
  try {
    return await use(await openPlace(place, bundle.image))
  } finally {
    await bundle.close()
  }
}

async function openPlace(place: PathPlace, where: string | TarPlace): Promise<OpenedPlace> {
  const { text } = place
  const [{ openPath }, { isLayout }, { heldContents }] = await Promise.all([
    import('../../sources/openArchive.js'),
    import('../../sources/ociLayout.js'),
    import('../../sources/content/held.js'),
  ])
  const files = await openPath(where)
  const isDockerArchive = (await files.find('manifest.json')) !== undefined
  await checkFormat(place, files, isDockerArchive, await isLayout(files))
  const held = await heldContents(files)
  if (held.length === 0) throw new OciPackError('format', `${text} holds no image`)
  return {
    place,
    held,
    isDockerArchive: place.format === undefined ? isDockerArchive : place.format === 'docker-archive',
  }
}

/** One of what an archive or a layout holds, as something to copy. @throws OciPackError as `openSource` */
export async function openHeld(
  { place, isDockerArchive }: OpenedPlace,
  held: Held,
  wanted: Wanted,
  { emit }: Pick<Tools, 'emit'>,
): Promise<Source> {
  const found = await held.open(wanted)
  const content = present(found)
  if (content !== found)
    emit({ type: 'warning', message: `${place.text} does not hold all that its index names: what is there is taken` })
  return { content, names: namesOf(held), what: place.text, isDockerArchive }
}

/** The names of what is in an archive that are complete. A mere tag is none. */
export function namesOf({ names }: Held): Reference[] {
  return names.filter((name) => /[/:]/.test(name)).map((name) => withDefaultTag(parseReference(name)))
}

async function checkFormat(
  { text, path, format }: PathPlace,
  { path: name }: StoredFiles,
  isDockerArchive: boolean,
  isLayout: boolean,
): Promise<void> {
  const isFolder = (await statOf(path)).isDirectory()
  const refuse = (why: string, hint: string): OciPackError => new OciPackError('format', `${text}: ${why}`, { hint })
  if (format === 'docker-archive' && !isDockerArchive)
    throw refuse(
      `${name} holds no manifest.json, so it is no archive of docker save`,
      isLayout ? `Write oci-archive:${path}.` : 'Name another file.',
    )
  if ((format === 'oci' || format === 'oci-archive') && !isLayout)
    throw refuse(
      `${name} is no OCI layout: oci-layout or index.json is missing`,
      isDockerArchive ? `Write docker-archive:${path}.` : 'Name another place.',
    )
  if (format === 'oci' && !isFolder) throw refuse(`${name} is no folder`, `Write oci-archive:${path}.`)
  if (format?.endsWith('-archive') && isFolder) throw refuse(`${name} is a folder`, `Write oci:${path}.`)
  if (!isDockerArchive && !isLayout)
    throw refuse(
      `${name} holds no image: neither index.json with oci-layout nor manifest.json is there`,
      'Give an archive written by docker save, podman save or skopeo, or an OCI layout.',
    )
}

async function statOf(path: string): ReturnType<typeof stat> {
  try {
    return await stat(path)
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
