import { sha256 } from '../../core/hash.js'
import { mediaTypes } from '../../oci/descriptor.js'
import type { Layer } from '../../oci/image.js'
import { blobName } from '../../oci/layout.js'
import { parseJson, isObject } from '../../oci/portable/json.js'
import type { ArchiveFacts, BlobFacts, ImageFacts, Part } from '../../oci/verify/facts.js'
import { faultOf } from '../../oci/verify/faultOf.js'
import { type Member, Members } from '../../oci/verify/members.js'
import { compressionOfType } from '../../oci/verify/layerState.js'
import { readLayerFacts, type Reading } from '../../sources/verify/readBlob.js'
import type { FoundImage } from '../images/withImage.js'

/**
 * All that must be known of an image that is open, as if it lay in a layout: its documents were held against their digests when it was opened. A layer that
 * cannot be had is a fault of the image. @throws OciPackError `registry`, `io`, `aborted`
 */
export async function imageFacts(
  { image, names, manifestDigest, place: path }: Pick<FoundImage, 'image' | 'names' | 'manifestDigest' | 'place'>,
  reading: Reading,
): Promise<ArchiveFacts> {
  const blobs = new Map<Member, BlobFacts>()
  const digest = sha256(image.configBytes)
  const size = image.configBytes.byteLength
  const config = partOf({ mediaType: mediaTypes.config, digest, size })
  blobs.set(config.member, { digest, size, compression: 'none' })
  const layers: Part[] = []
  for (const layer of image.layers) {
    const part = partOf(layer.descriptor)
    layers.push(part)
    blobs.set(part.member, await readLayer(layer, reading))
  }
  const json = parseJson(image.configBytes)
  const facts: ImageFacts = {
    from: 'index.json',
    names,
    tags: [],
    nested: false,
    config,
    json: isObject(json) ? json : undefined,
    layers,
    manifestDigest,
  }
  const documents = {
    images: [facts],
    faults: [],
    missing: [],
    attestations: 0,
    repositories: [],
    named: new Set<Member>(),
  }
  return { path, form: 'registry', compression: 'none', members: new Members([...blobs.keys()]), documents, blobs }
}

function partOf(descriptor: Layer['descriptor']): Part & { readonly member: Member } {
  const name = blobName(descriptor.digest)
  return { name, descriptor, member: { name, type: 'file', size: descriptor.size, linkPath: '', isSparse: false } }
}

/** What the store refuses to take is a fault of the layer. */
async function readLayer(layer: Layer, reading: Reading): Promise<BlobFacts> {
  const { mediaType, digest, size } = layer.descriptor
  try {
    return await readLayerFacts({ ...(await layer.locate()), size }, reading)
  } catch (error) {
    return { digest, size, compression: compressionOfType(mediaType) ?? 'none', plain: { fault: faultOf(error) } }
  }
}
