import { OciPackError } from '../../core/errors.js'
import type { Platform } from '../../core/platform.js'
import type { Blob, Content, ImageContent } from '../../oci/content.js'
import { type Descriptor, type Index, type Manifest, mediaTypes } from '../../oci/descriptor.js'
import { entriesFor, indexOf } from '../../oci/indexEntries.js'
import { parseManifestOrIndex } from '../../oci/manifest.js'
import { bestPlatform, isAttestation, noSuchPlatform } from '../../oci/selectPlatform.js'
import { openImage } from './openImage.js'

/** Where the parts of a content are. */
export interface ContentSource {
  /** What it is called in messages. */
  readonly name: string
  /** The bytes of a manifest or an index, which have its digest and size; undefined where they are not there. */
  document(descriptor: Descriptor): Promise<Uint8Array | undefined>
  blob(descriptor: Descriptor): Blob
}

/** A document and what points at it. */
export interface Root {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
}

/** What is taken of an index. */
export interface Wanted {
  /** One gives its image, several an index of theirs; all is taken where none is given. */
  readonly platforms: readonly Platform[]
  /** Whether an image that there is no choice from is taken whatever it runs on. */
  readonly lenient?: boolean
}

/** Indexes within indexes that are followed. */
const maxDepth = 4

/**
 * What a document stands for: its image, or its index with all that it names and that is there. Documents are read now, blobs when they are wanted.
 * @throws OciPackError `not-found` for a platform that is not there, `format`, `integrity`, and what the source throws
 */
export async function readContent(
  root: Root,
  source: ContentSource,
  wanted: Wanted = { platforms: [] },
): Promise<Content> {
  return contentOf(root, { source, wanted, depth: maxDepth })
}

interface Reading {
  readonly source: ContentSource
  readonly wanted: Wanted
  /** Indexes that may still lie in each other. */
  readonly depth: number
}

async function contentOf({ descriptor, bytes }: Root, reading: Reading): Promise<Content> {
  const { source, wanted, depth } = reading
  const document = parseManifestOrIndex(bytes, `${source.name}: ${descriptor.digest}`)
  if (!('manifests' in document)) {
    const image = imageOf({ descriptor, bytes }, document, source)
    if (!wanted.lenient) await checkPlatform(image, wanted.platforms, source.name)
    return image
  }
  if (depth === 0)
    throw new OciPackError('format', `${source.name}: more than ${maxDepth} indexes lie within each other`)
  const read: Read = (entries, wanted) => members(entries, { ...reading, wanted, depth: depth - 1 })
  return wanted.platforms.length === 0
    ? { kind: 'index', descriptor, bytes, index: document, members: await read(document.manifests, wanted) }
    : chosen(document, wanted, source.name, read)
}

type Read = (entries: readonly Descriptor[], wanted: Wanted) => Promise<Content[]>

const all: Wanted = { platforms: [] }

async function chosen(index: Index, wanted: Wanted, what: string, read: Read): Promise<Content> {
  const images = index.manifests.filter((entry) => !isAttestation(entry))
  const entries = wanted.lenient && images.length === 1 ? images : entriesFor(index, wanted.platforms, what)
  if (wanted.platforms.length > 1) return indexOf(await read(entries, all), index)
  const only = entries.find((entry) => !isAttestation(entry))
  // What an entry says of its platform is not asked again; an index within is chosen from in its turn.
  const isIndex = only && indexTypes.includes(only.mediaType)
  const found = only && (await read([only], only.platform && !isIndex ? all : wanted))[0]
  if (found) return found
  throw new OciPackError('not-found', `${what} lacks the image ${only?.digest ?? ''} that its index names`, {
    hint: 'Fetch it with all platforms, or choose one that is there: --platform.',
  })
}

const indexTypes: readonly string[] = [mediaTypes.index, mediaTypes.dockerManifestList]

async function members(entries: readonly Descriptor[], reading: Reading): Promise<Content[]> {
  const found = await Promise.all(
    entries.map(async (descriptor) => {
      const bytes = await reading.source.document(descriptor)
      return bytes && contentOf({ descriptor, bytes }, reading)
    }),
  )
  return found.flatMap((member) => member ?? [])
}

function imageOf({ descriptor, bytes }: Root, manifest: Manifest, source: ContentSource): ImageContent {
  const blobs = [manifest.config, ...manifest.layers].map((blob) => source.blob(blob))
  return { kind: 'image', descriptor, bytes, manifest, blobs }
}

/** An image that is in no index says itself what it runs on. */
async function checkPlatform(image: ImageContent, platforms: readonly Platform[], what: string): Promise<void> {
  if (platforms.length === 0) return
  const { config } = await openImage(image, what)
  const own = { os: config.os, architecture: config.architecture, ...(config.variant && { variant: config.variant }) }
  const missing = platforms.find((platform) => !bestPlatform([{ platform: own }], platform))
  if (missing) throw noSuchPlatform([{ platform: own }], missing, what)
}
