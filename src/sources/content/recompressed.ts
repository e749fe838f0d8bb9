import { once } from '../../core/once.js'
import type { Emit } from '../../core/events.js'
import type { Digest } from '../../core/digest.js'
import type { Blob, Content, ImageContent, IndexContent } from '../../oci/content.js'
import type { Extent, Layer } from '../../oci/image.js'
import { imageContent } from '../../oci/imageContent.js'
import { indexOf } from '../../oci/indexEntries.js'
import { isAttestation } from '../../oci/selectPlatform.js'
import { type Compression, compressImage, type CompressOptions } from '../../store/compressLayer.js'
import { importLayer } from '../../store/layers.js'
import type { Store } from '../../store/store.js'
import { isContainerImage, openImage } from './openImage.js'

export interface Recompression {
  readonly compression: Compression
  /** Whether layers that are compressed in another way are made anew; those that are plain always are. */
  readonly force: boolean
  readonly store: Store
  /** What the content is called in messages. */
  readonly what: string
  readonly signal: AbortSignal
  /** Told what is left out. */
  readonly emit: Emit
  readonly follow?: CompressOptions['follow']
}

/**
 * A content whose images have their layers in one form. An image that has them so is the same, with the same digest; another one gets a manifest of its
 * own. Artifacts that are no images stay; attestations of an image that is made anew are left out, since what they say is of the former one.
 * @throws OciPackError `integrity`, `format`, `io`, and what reading the layers throws
 */
export async function recompressed(content: Content, recompression: Recompression): Promise<Content> {
  return content.kind === 'image'
    ? recompressedImage(content, recompression)
    : recompressedIndex(content, recompression)
}

async function recompressedIndex(content: IndexContent, recompression: Recompression): Promise<Content> {
  const members: Content[] = []
  for (const member of content.members) members.push(await recompressed(member, recompression))
  if (members.every((member, i) => member === content.members[i])) return content
  const images = members.filter(({ descriptor }) => !isAttestation(descriptor))
  if (images.length < members.length)
    recompression.emit({
      type: 'warning',
      message: `the attestations of ${recompression.what} are left out: they are about the image with its layers as they were`,
    })
  return indexOf(images, content.index)
}

async function recompressedImage(content: ImageContent, recompression: Recompression): Promise<Content> {
  const { store, compression, what } = recompression
  if (!isContainerImage(content) || isAttestation(content.descriptor)) return content
  const image = await openImage(content, what)
  const [, ...blobs] = image.content.blobs
  const layers = blobs.flatMap((blob, i) => {
    const diffId = image.diffIds[i]
    return diffId ? [layerOf(blob, diffId, store)] : []
  })
  const { config, configBytes } = image
  const annotations = { manifest: content.manifest.annotations ?? {}, descriptor: {} }
  const made = await compressImage(store, { config, configBytes, layers, annotations }, compression, recompression)
  if (made.layers.every((layer, i) => layer === layers[i])) return content
  const { descriptor, ...rest } = imageContent(made)
  // What an index says of it, its platform above all, is true of the new one too.
  const { platform, annotations: said } = content.descriptor
  return { ...rest, descriptor: { ...descriptor, ...(platform && { platform }), ...(said && { annotations: said }) } }
}

/** A blob as a layer: here where it lies, or brought into the store. What it holds is checked by who makes another form of it. */
function layerOf(blob: Blob, diffId: Digest, store: Store): Layer {
  const { descriptor, origin } = blob
  const locate = once(() => blob.locate?.() ?? imported(blob, diffId, store))
  return { descriptor, diffId, origin, locate }
}

async function imported(blob: Blob, diffId: Digest, store: Store): Promise<Extent> {
  const { descriptor } = blob
  if (await store.has(descriptor)) return store.locate(descriptor.digest)
  return (await importLayer(store, { descriptor, diffId, open: () => blob.open() })).locate()
}
