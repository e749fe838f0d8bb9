import { OciPackError } from '../../core/errors.js'
import type { Descriptor } from '../../oci/descriptor.js'
import { mediaTypes } from '../../oci/descriptor.js'
import type { Layer, LayerForm } from '../../oci/image.js'
import { importLayer, importPlain } from '../../store/layers.js'
import { Shared } from '../../store/shared.js'
import type { Store } from '../../store/store.js'
import type { CachedLayer } from './document.js'
import type { CachePlace } from './place.js'

const arriving = new Shared<unknown>()

export interface SharedLayerTools {
  readonly store: Store
  /** Bounds how many are fetched at the same time. */
  readonly limited: (fetch: () => Promise<unknown>) => Promise<unknown>
  /** Begins to read the blob. */
  readonly open: () => AsyncIterable<Uint8Array>
  /** Told when the layer cannot be had from the cache: the bytes are not there, or they are others. */
  readonly lost: (error: OciPackError) => void
}

/**
 * A layer that a cache holds, as the plain tar that a build would have made. It is fetched when its bytes are needed, inflated and verified on the way;
 * in the form in which the cache has it, the cache's own repository may serve without that.
 */
export function sharedLayer(cached: CachedLayer, blob: Descriptor, place: CachePlace, tools: SharedLayerTools): Layer {
  const { diffId, size, by } = cached
  const { store, open } = tools
  const descriptor = { mediaType: mediaTypes.layer, digest: diffId, size }
  const bring = (wanted: Descriptor, fetch: () => Promise<unknown>) => async () => {
    if (!(await store.has(wanted))) await arriving.get(store.blobPath(wanted.digest), () => fetching(fetch, tools))
    return store.locate(wanted.digest)
  }
  const form: LayerForm = {
    by,
    descriptor: blob,
    origin: place.origin,
    locate: bring(blob, () => importLayer(store, { descriptor: blob, diffId, open })),
  }
  const isPlain = blob.digest === diffId
  return {
    descriptor,
    diffId,
    ...(isPlain ? { origin: place.origin } : { forms: [form] }),
    locate: bring(descriptor, () => importPlain(store, { diffId, size, open })),
  }
}

/** What fails otherwise than by a full disk or by being stopped is the cache's fault. */
async function fetching(fetch: () => Promise<unknown>, { limited, lost }: SharedLayerTools): Promise<unknown> {
  try {
    return await limited(fetch)
  } catch (error) {
    if (error instanceof OciPackError && error.code !== 'io' && error.code !== 'aborted') lost(error)
    throw error
  }
}
