import * as v from 'valibot'
import { type Digest, isDigest } from '../../core/digest.js'
import { mediaTypes } from '../../oci/descriptor.js'
import type { Layer } from '../../oci/image.js'
import type { LayerIndex } from '../../rootfs/layerIndex.js'
import { layerIndex, storedLayer } from '../../store/layers.js'
import type { Store } from '../../store/store.js'

/** Something that was made of an object of Git: a plain tar in the store. */
export interface Kept {
  readonly layer: Layer
  readonly index: LayerIndex
}

const shape = v.looseObject({
  diffId: v.custom<Digest>((value) => typeof value === 'string' && isDigest(value)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
})

/**
 * What the store has of an object, by its id, whoever it was fetched from: an id stands for the same bytes everywhere. `record` is what else was
 * noted, to be checked by who reads it. @throws OciPackError `io`
 */
export async function storedKept(
  store: Store,
  kind: string,
  id: string,
): Promise<(Kept & { readonly record: unknown }) | undefined> {
  const record = v.safeParse(shape, await store.readRecord(kind, id))
  if (!record.success) return undefined
  const { diffId, size } = record.output
  const descriptor = { mediaType: mediaTypes.layer, digest: diffId, size }
  if (!(await store.has(descriptor))) return undefined
  const layer = storedLayer(store, descriptor, diffId)
  return { layer, index: await layerIndex(store, layer), record: record.output }
}

/** Notes what was made of an object; `what` says it to people. @throws OciPackError `io` */
export async function recordKept(
  store: Store,
  kind: string,
  id: string,
  { index: { diffId, size } }: Kept,
  what: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await store.writeRecord(kind, id, { diffId, size, what, ...more })
}
