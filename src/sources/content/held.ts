import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import type { Platform } from '../../core/platform.js'
import { readExtent } from '../../core/host/readExtent.js'
import type { Blob, Content } from '../../oci/content.js'
import type { Descriptor } from '../../oci/descriptor.js'
import { imageContent } from '../../oci/imageContent.js'
import { blobName, nameAnnotations } from '../../oci/layout.js'
import { parseIndex } from '../../oci/manifest.js'
import { type Candidate, choose, emptyPlace, isNamed, namesOf } from '../candidate.js'
import { dockerImages } from '../dockerArchive.js'
import { readBlob, readDocument, requireBlob, type StoredFiles } from '../files.js'
import { both, isLayout, type Naming, namingOf } from '../ociLayout.js'
import { type ContentSource, readContent, type Wanted } from './readContent.js'

/** What an archive or a layout holds under some names: an image, an index of several, or another artifact. */
export interface Held extends Naming {
  /** What tells it from the others: its document's digest; of an archive without one, its configuration's. */
  readonly digest: Digest
  /** What it runs on, where the index tells. */
  readonly platform?: Platform | undefined
  /** What points at it, without the names; undefined where there is no layout. */
  readonly descriptor?: Descriptor
  /** @param wanted what is taken of an index; all unless said. @throws OciPackError `not-found`, `format`, `integrity`, `unsupported`, `io` */
  open(wanted?: Wanted): Promise<Content>
}

/** All that is named by index.json, or, where there is no layout, by manifest.json. @throws OciPackError `format`, `integrity`, `io` */
export async function heldContents(files: StoredFiles): Promise<Held[]> {
  if (await isLayout(files)) return heldByIndex(files)
  const images = await dockerImages(files)
  return images.map((image) => ({ ...image, tags: [], open: (wanted) => openCandidate(image, files, wanted) }))
}

/** The one that is meant: by a name, a tag or a digest, or the only one. `what` names the place in errors. @throws OciPackError `not-found` */
export function chooseHeld(held: readonly Held[], name: string | undefined, what: string): Held {
  const named = name === undefined ? held : held.filter((one) => one.digest === name || isNamed(one, name))
  const [only, ...others] = named
  if (only && others.length === 0) return only
  const list = namesOf(held)
  if (only) throw new OciPackError('not-found', `${what} holds several images`, { hint: `Name one of them: ${list}.` })
  const message = name === undefined ? `${what} holds no image` : `${what} holds no image ${name}`
  throw new OciPackError('not-found', message, { hint: held.length === 0 ? emptyPlace : `It holds: ${list}.` })
}

async function heldByIndex(files: StoredFiles): Promise<Held[]> {
  const index = parseIndex(await readDocument(files, 'index.json'), `${files.path}: index.json`)
  const found = new Map<Digest, Held>()
  for (const entry of index.manifests) {
    const { digest, platform } = entry
    const before = found.get(digest) ?? { names: [], tags: [] }
    const descriptor = unnamed(entry)
    const open = async (wanted?: Wanted): Promise<Content> => {
      return readContent({ descriptor, bytes: await readBlob(files, entry) }, filesSource(files), wanted)
    }
    found.set(digest, { digest, platform, descriptor, ...both(before, namingOf(entry)), open })
  }
  return [...found.values()]
}

/** A descriptor without the names that an index.json gives. */
function unnamed({ annotations = {}, ...descriptor }: Descriptor): Descriptor {
  const names: readonly string[] = Object.values(nameAnnotations)
  const kept = Object.entries(annotations).filter(([key]) => !names.includes(key))
  return kept.length > 0 ? { ...descriptor, annotations: Object.fromEntries(kept) } : descriptor
}

function filesSource(files: StoredFiles): ContentSource {
  return {
    name: files.path,
    document: async (descriptor) =>
      (await files.find(blobName(descriptor.digest))) ? readBlob(files, descriptor) : undefined,
    blob: (descriptor) => fileBlob(files, descriptor),
  }
}

function fileBlob(files: StoredFiles, descriptor: Descriptor): Blob {
  return {
    descriptor,
    locate: () => requireBlob(files, descriptor),
    async *open(from = 0) {
      const { path, offset, size } = await requireBlob(files, descriptor)
      yield* readExtent({ path, offset: offset + from }, size - from)
    },
  }
}

async function openCandidate(
  image: Candidate,
  { path }: StoredFiles,
  { platforms, lenient }: Wanted = { platforms: [] },
): Promise<Content> {
  // Each platform must be the image's own.
  if (!lenient) for (const platform of platforms) await choose([image], { platform }, path)
  return imageContent(await image.open())
}
