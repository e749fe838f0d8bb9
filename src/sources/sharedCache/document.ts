import * as v from 'valibot'
import { type Digest, isDigest } from '../../core/digest.js'
import { check, encodeJson, parseJson } from '../../oci/manifest.js'

/** The media types of a shared cache: its document is the manifest's configuration, an index of a layer one of its blobs. */
export const cacheTypes = {
  artifact: 'application/vnd.oci-pack.cache.v1',
  document: 'application/vnd.oci-pack.cache.v1+json',
  index: 'application/vnd.oci-pack.layer-index.v1+gzip',
} as const

/** Which layer a RUN made. */
export interface CachedRun {
  /** The digest of all that the RUN can see, 64 hex digits. */
  readonly key: string
  /** The layer's DiffID. */
  readonly layer: Digest
}

/** A layer that the cache holds. */
export interface CachedLayer {
  readonly diffId: Digest
  /** Bytes of the plain tar. */
  readonly size: number
  /** The blob in which it is stored. */
  readonly blob: Digest
  /** How that was made of the plain bytes, as `LayerForm.by`. */
  readonly by: string
  /** The blob of its index. */
  readonly index?: Digest
}

/** The index of a layer that lies elsewhere: that of a base image. */
export interface CachedIndex {
  readonly diffId: Digest
  readonly index: Digest
}

/** What a shared cache knows. Lists are in the order of use, the last used first; layers in that of their DiffIDs. */
export interface CacheDocument {
  readonly runs: readonly CachedRun[]
  readonly layers: readonly CachedLayer[]
  readonly bases: readonly CachedIndex[]
}

export const emptyDocument: CacheDocument = { runs: [], layers: [], bases: [] }

/** As many RUNs, and as many layers of base images, as a cache holds: its manifest has to stay one that registries take. */
export const maxRuns = 500
export const maxBases = 500

const digest = v.custom<Digest>((value) => typeof value === 'string' && isDigest(value), 'Invalid digest')
export const cacheKey = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
export const plainSize = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const document = v.object({
  version: v.literal(1),
  runs: v.pipe(v.array(v.object({ key: cacheKey, layer: digest })), v.maxLength(maxRuns)),
  layers: v.pipe(
    v.array(
      v.object({ diffId: digest, size: plainSize, blob: digest, by: v.string(), index: v.exactOptional(digest) }),
    ),
    v.maxLength(maxRuns),
  ),
  bases: v.pipe(v.array(v.object({ diffId: digest, index: digest })), v.maxLength(maxBases)),
})

/** @throws OciPackError `format` */
export function parseDocument(bytes: Uint8Array, what: string): CacheDocument {
  const { runs, layers, bases } = check(document, parseJson(bytes, what), what)
  return { runs, layers, bases }
}

/** The same document gives the same bytes. */
export function encodeDocument({ runs, layers, bases }: CacheDocument): Uint8Array {
  return encodeJson({ version: 1, runs, layers, bases })
}
