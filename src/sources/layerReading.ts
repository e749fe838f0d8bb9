import { mkdtemp, open, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hexOf } from '../core/digest.js'
import { fromSystemError, OciPackError } from '../core/errors.js'
import { readExtent } from '../core/host/readExtent.js'
import { seekExtent } from '../core/host/seekExtent.js'
import { inflationLimit, limitBytes } from '../core/limit.js'
import { memo } from '../core/memo.js'
import { decompress } from '../oci/compress/decompress.js'
import type { Extent, Layer } from '../oci/image.js'
import { readEntries } from '../rootfs/indexLayer.js'
import type { LayerEntries } from '../rootfs/layerIndex.js'
import { knownIndex, layerIndex, plainExtent } from '../store/layers.js'
import type { Store } from '../store/store.js'
import { compressionOf } from './tarFiles.js'

/** How the layers of an image are read. */
export interface LayerReading {
  /** What a layer's headers say. @throws OciPackError `format`, `integrity`, `registry`, `io` */
  readonly index: (layer: Layer) => Promise<LayerEntries>
  /** The same, where nothing has to be fetched for it. @throws OciPackError `format`, `io` */
  readonly known: (layer: Layer) => Promise<LayerEntries | undefined>
  /** Where a layer's plain tar lies. @throws OciPackError `format`, `integrity`, `registry`, `io` */
  readonly plain: (layer: Layer) => Promise<Extent>
  /** Removes what had to be inflated. */
  close(): Promise<void>
}

/** Layers are brought into the store, and read there. */
export function readingInStore(store: Store): LayerReading {
  return {
    index: (layer) => layerIndex(store, layer),
    known: (layer) => knownIndex(store, layer),
    plain: (layer) => plainExtent(store, layer),
    close: () => Promise.resolve(),
  }
}

/**
 * Layers are read where they lie, and nothing is kept of them: as they are, not as their DiffIDs say. Of one that is not compressed, the headers
 * alone are read; one that is, is inflated into the system's temporary folder when its contents are asked for.
 */
export function readingInPlace(signal: AbortSignal = new AbortController().signal): LayerReading {
  const indexes = new Map<string, Promise<LayerEntries>>()
  const extents = new Map<string, Promise<Extent>>()
  let folder: Promise<string> | undefined
  const index = (layer: Layer): Promise<LayerEntries> =>
    memo(indexes, layer.descriptor.digest, async () => {
      const stored = await storedPlain(layer)
      return {
        entries: await readEntries(stored ? seekExtent(stored, layer.descriptor.size) : plainBytes(layer, signal)),
      }
    })
  const inflate = async (layer: Layer): Promise<Extent> => {
    const stored = await storedPlain(layer)
    if (stored) return stored
    folder ??= mkdtemp(join(tmpdir(), 'oci-pack-layers-'))
    const { digest } = layer.descriptor
    const path = join(await folder, `${hexOf(digest)}.tar`)
    // Whoever reads its contents has its headers read too, which costs least on the way.
    const index = readEntries(keptIn(path, plainBytes(layer, signal))).then((entries) => ({ entries }))
    indexes.set(digest, index)
    await index
    return { path, offset: 0 }
  }
  return {
    index,
    known: index,
    plain: (layer) => memo(extents, layer.descriptor.digest, () => inflate(layer)),
    async close() {
      const made = await folder?.catch(() => undefined)
      if (made !== undefined) await rm(made, { recursive: true, force: true })
    },
  }
}

/** Hands a stream on, each chunk written to a new file before. */
async function* keptIn(path: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'wx')
  try {
    for await (const bytes of source) {
      await file.writeFile(bytes).catch((error: unknown) => {
        throw fromSystemError(error, `cannot inflate a layer into ${path}`)
      })
      yield bytes
    }
  } finally {
    await file.close()
  }
}

/** Where a layer lies, links followed, unless it is compressed. */
async function storedPlain(layer: Layer): Promise<Extent | undefined> {
  const stored = await layer.locate()
  if ((await compressionOf({ ...stored, size: layer.descriptor.size })) !== 'none') return undefined
  return { ...stored, path: await realpath(stored.path) }
}

/** A layer's plain tar, from its first byte to its last. Whether it is the right one is not asked. */
export async function* plainBytes(layer: Layer, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { digest, size } = layer.descriptor
  const plain = decompress(readExtent(await layer.locate(), size))
  for await (const chunk of limitBytes(plain, inflationLimit(size), `layer ${digest}, inflated,`)) {
    if (signal.aborted) throw new OciPackError('aborted', `reading layer ${digest} was stopped`)
    yield chunk
  }
}
