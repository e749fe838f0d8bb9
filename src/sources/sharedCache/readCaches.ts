import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import type { Descriptor, Manifest } from '../../oci/descriptor.js'
import { parseConfig, parseManifestOrIndex } from '../../oci/manifest.js'
import { maxManifestSize, type RawManifest } from '../../registry/client.js'
import type { Store } from '../../store/store.js'
import { type CacheDocument, cacheTypes, parseDocument } from './document.js'
import { inlineAnnotation, inlineDocument } from './inline.js'
import type { CachePlace } from './place.js'
import { smallBlob } from './smallBlob.js'

/** Images of an index that are looked at. */
const maxImages = 64

/** What one manifest knows. */
export interface ReadCache {
  readonly document: CacheDocument
  /** All that the manifest names, by digest. */
  readonly blobs: ReadonlyMap<Digest, Descriptor>
  /** Of the manifest. */
  readonly digest: Digest
  /** Whether it is an image that tells of itself. */
  readonly inline: boolean
}

/**
 * What lies at a place: a cache, an image that holds one, or an index of such images; nothing where nothing is there.
 * @throws OciPackError `format` for anything else; `integrity`, and what reading throws
 */
export async function readCaches(place: CachePlace, store: Store): Promise<ReadCache[]> {
  const found = await place.manifest()
  if (!found) return []
  const caches = await cachesIn(found, place, store)
  if (caches.length > 0) return caches
  throw new OciPackError('format', `${place.name} holds no cache that oci-pack can use`, {
    hint: 'Write one there with --cache-to.',
  })
}

async function cachesIn(found: RawManifest, place: CachePlace, store: Store): Promise<ReadCache[]> {
  const document = parseManifestOrIndex(found.bytes, `the manifest of ${place.name}`)
  if (!('manifests' in document)) return cacheOf(found.digest, document, place, store)
  const read = document.manifests.slice(0, maxImages).map(async ({ digest }) => {
    const member = await place.manifest(digest)
    const inner = member && parseManifestOrIndex(member.bytes, `the manifest ${digest} of ${place.name}`)
    return !inner || 'manifests' in inner ? [] : cacheOf(digest, inner, place, store)
  })
  return (await Promise.all(read)).flat()
}

async function cacheOf(digest: Digest, manifest: Manifest, place: CachePlace, store: Store): Promise<ReadCache[]> {
  const { config, layers, annotations } = manifest
  const what = `the cache ${place.name}`
  const blobs = new Map(layers.map((layer) => [layer.digest, layer]))
  if (config.mediaType === cacheTypes.document) {
    const document = parseDocument(await smallBlob(place, config, maxManifestSize, store), what)
    return [{ document: within(document, blobs), blobs, digest, inline: false }]
  }
  if (annotations?.[inlineAnnotation] === undefined) return []
  const { rootfs } = parseConfig(await smallBlob(place, config, maxManifestSize, store), what)
  const document = inlineDocument(manifest, rootfs.diff_ids, what)
  return document ? [{ document, blobs, digest, inline: true }] : []
}

/** A document without what it tells of blobs that the manifest does not name. */
function within({ runs, layers, bases }: CacheDocument, blobs: ReadonlyMap<Digest, Descriptor>): CacheDocument {
  const here = layers.filter(({ blob, index }) => blobs.has(blob) && (index === undefined || blobs.has(index)))
  const diffIds = new Set(here.map(({ diffId }) => diffId))
  return {
    runs: runs.filter(({ layer }) => diffIds.has(layer)),
    layers: here,
    bases: bases.filter(({ index }) => blobs.has(index)),
  }
}
