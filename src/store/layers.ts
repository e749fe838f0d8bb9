import type { Digest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { hashed, Sha256 } from '../core/hash.js'
import { readExtent } from '../core/host/readExtent.js'
import { inflationLimit, limitBytes } from '../core/limit.js'
import { decompress } from '../oci/compress/decompress.js'
import { type Descriptor, mediaTypes } from '../oci/descriptor.js'
import type { Extent, Layer } from '../oci/image.js'
import { decodeIndex, encodeIndex } from '../rootfs/indexCodec.js'
import { indexLayer } from '../rootfs/indexLayer.js'
import type { LayerIndex } from '../rootfs/layerIndex.js'
import type { BlobWriter } from './blobWriter.js'
import { Shared } from './shared.js'
import type { Store } from './store.js'
import { VerifiedWriter } from './verified.js'

/** A layer that is to be brought into the store. */
export interface LayerSource {
  readonly descriptor: Descriptor
  readonly diffId: Digest
  /** Begins to read the stored bytes, compressed or not. */
  open(): AsyncIterable<Uint8Array>
}

/**
 * Brings a layer into the store: its bytes are read once, written, inflated and indexed on the way, and kept only when size,
 * digest and DiffID are what they should be, and the plain tar has at most `plainLimit` bytes. @throws OciPackError `integrity`, `format`, `io`, and what the source throws
 */
export async function importLayer(
  store: Store,
  source: LayerSource,
  plainLimit = inflationLimit(source.descriptor.size),
): Promise<Layer> {
  const { descriptor, diffId } = source
  const writer = await store.create()
  const bytes = source.open()[Symbol.asyncIterator]()
  try {
    const verified = new VerifiedWriter(writer, descriptor)
    const kept = writtenOnTheWay(bytes, verified)
    const index = await indexLayer(bounded(decompress(kept), descriptor, plainLimit)).catch(async (error: unknown) => {
      if (!(error instanceof OciPackError) || error.code !== 'format') throw error
      // Bytes that are not those of the digest are what to tell, rather than what they look like.
      await drain(kept)
      await verified.finish()
      throw new OciPackError('format', `layer ${descriptor.digest}: ${error.message}`, { cause: error })
    })
    // What lies behind the compressed stream's end belongs to the blob too.
    await drain(kept)
    await verified.finish()
    checkDiffId(index, diffId, descriptor.digest)
    // The index comes first: without a blob it does no harm, while a blob without one would be read again to make it.
    await store.writeIndex(diffId, encodeIndex(index))
    await writer.commit(descriptor.digest, descriptor.size)
  } finally {
    await bytes.return?.()
    await writer.discard()
  }
  return storedLayer(store, descriptor, diffId)
}

/**
 * Keeps a plain tar as a layer, whatever its digest turns out to be: it is written and indexed as it comes.
 * @throws OciPackError `format`, `io`, and what the source throws; nothing is kept then
 */
export async function keepLayer(
  store: Store,
  plain: AsyncIterable<Uint8Array>,
): Promise<{ layer: Layer; index: LayerIndex }> {
  const blob = await store.create()
  try {
    const index = await indexLayer(written(plain, blob))
    const { diffId, size } = index
    await store.writeIndex(diffId, encodeIndex(index))
    await blob.commit(diffId, size)
    return { layer: storedLayer(store, { mediaType: mediaTypes.layer, digest: diffId, size }, diffId), index }
  } finally {
    await blob.discard()
  }
}

/**
 * Brings a layer into the store as a plain tar of `size` bytes, whatever form it comes in: it is inflated and indexed on the way, and kept only
 * where its DiffID is right. @throws OciPackError `integrity`, `format`, `io`, and what the source throws
 */
export async function importPlain(
  store: Store,
  { diffId, size, open }: Pick<LayerSource, 'diffId' | 'open'> & { readonly size: number },
): Promise<void> {
  const what = `layer ${diffId}`
  const blob = await store.create()
  try {
    const index = await indexLayer(written(limitBytes(decompress(open()), size, `${what}, inflated,`), blob))
    checkDiffId(index, diffId, diffId)
    await store.writeIndex(diffId, encodeIndex(index))
    await blob.commit(diffId, size)
  } finally {
    await blob.discard()
  }
}

async function* written(source: AsyncIterable<Uint8Array>, blob: BlobWriter): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    await blob.write(bytes)
    yield bytes
  }
}

/** A layer whose blob is in the store. */
export function storedLayer(store: Store, descriptor: Descriptor, diffId: Digest): Layer {
  return { descriptor, diffId, locate: () => store.locate(descriptor.digest) }
}

/** What the store knows of a layer's entries. @throws OciPackError `io` */
export function knownIndex(store: Store, { diffId }: Pick<Layer, 'diffId'>): Promise<LayerIndex | undefined> {
  return readIndex(store, diffId)
}

/** What is known of a layer's entries, from the store or else from the layer's own bytes. @throws OciPackError `integrity`, `format`, `io` */
export async function layerIndex(store: Store, layer: Layer): Promise<LayerIndex> {
  const kept = await knownIndex(store, layer)
  if (kept) return kept
  // A layer that is not in the store yet is indexed when it comes.
  const extent = await layer.locate()
  const made = await readIndex(store, layer.diffId)
  if (made) return made
  const index = await indexLayer(bounded(decompress(readExtent(extent, layer.descriptor.size)), layer.descriptor))
  checkDiffId(index, layer.diffId, layer.descriptor.digest)
  await store.writeIndex(layer.diffId, encodeIndex(index))
  return index
}

const inflating = new Shared<Extent>()

/** Where a layer's plain tar lies: in the layer itself, or in a copy that is inflated once and kept. @throws OciPackError `integrity`, `format`, `io` */
export async function plainExtent(store: Store, layer: Layer): Promise<Extent> {
  const { descriptor, diffId } = layer
  const extent = await layer.locate()
  if (descriptor.digest === diffId) return extent
  const { size } = await layerIndex(store, layer)
  return inflating.get(store.blobPath(diffId), () =>
    store.put(decompress(readExtent(extent, descriptor.size)), { digest: diffId, size }),
  )
}

/**
 * A layer's plain tar from its first byte to its last. What does not lie in the store, where everything was checked when it came, is checked on
 * the way. @throws OciPackError `integrity` where it is another one than the DiffID says, `format`, `io`
 */
export async function* plainBytes(store: Store, layer: Layer): AsyncGenerator<Uint8Array> {
  const { descriptor, diffId } = layer
  const extent = await layer.locate()
  const stored = readExtent(extent, descriptor.size)
  if (extent.path === store.blobPath(diffId)) {
    yield* stored
    return
  }
  const hash = new Sha256()
  yield* hashed(descriptor.digest === diffId ? stored : bounded(decompress(stored), descriptor), hash)
  checkDiffId({ diffId: hash.digest() }, diffId, descriptor.digest)
}

async function readIndex(store: Store, diffId: Digest): Promise<LayerIndex | undefined> {
  const bytes = await store.readIndex(diffId)
  if (!bytes) return undefined
  try {
    const index = decodeIndex(bytes)
    return index.diffId === diffId ? index : undefined
  } catch {
    // An index is only a copy of what the layer says: one that cannot be read is made again.
    return undefined
  }
}

function checkDiffId(index: Pick<LayerIndex, 'diffId'>, diffId: Digest, digest: Digest): void {
  if (index.diffId === diffId) return
  throw new OciPackError(
    'integrity',
    `layer ${digest}: its contents have the DiffID ${index.diffId} instead of ${diffId}`,
  )
}

/** The bytes of a source, each written before it is handed on; its reader may stop early, and another go on. */
function writtenOnTheWay(
  bytes: AsyncIterator<Uint8Array>,
  verified: VerifiedWriter,
): AsyncIterableIterator<Uint8Array> {
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const step = await bytes.next()
    if (!step.done) await verified.write(step.value)
    return step
  }
  return {
    next,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

async function drain(bytes: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await bytes.next()).done);
}

function bounded(
  plain: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
  limit = inflationLimit(size),
): AsyncIterable<Uint8Array> {
  return limitBytes(plain, limit, `layer ${digest}, inflated,`)
}
