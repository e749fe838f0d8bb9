import * as v from 'valibot'
import type { Digest } from '../../core/digest.js'
import type { Manifest } from '../../oci/descriptor.js'
import { check, parseJson } from '../../oci/manifest.js'
import { type CacheDocument, cacheKey, type CachedLayer, type CachedRun, maxRuns, plainSize } from './document.js'

/** The annotation of an image's manifest that tells which RUN made which of its layers. */
export const inlineAnnotation = 'vnd.oci-pack.cache.inline.v1'

const annotation = v.object({
  runs: v.pipe(
    v.array(v.object({ key: cacheKey, layer: plainSize, size: plainSize, by: v.exactOptional(v.string()) })),
    v.maxLength(maxRuns),
  ),
})

/** A RUN of an image: its layer's place among the image's, from 0, and the plain tar's size in bytes. */
export interface InlineRun {
  readonly key: string
  readonly layer: number
  readonly size: number
  /** How the layer is compressed, where that is known. */
  readonly by?: string
}

/** The annotation's value. */
export function encodeInline(runs: readonly InlineRun[]): string {
  return JSON.stringify({ runs })
}

/** What an image's own manifest tells of its RUNs; undefined where it tells nothing. @throws OciPackError `format` */
export function inlineDocument(
  { layers, annotations }: Manifest,
  diffIds: readonly Digest[],
  what: string,
): CacheDocument | undefined {
  const text = annotations?.[inlineAnnotation]
  if (text === undefined) return undefined
  const found = check(annotation, parseJson(Buffer.from(text), what), what)
  const runs: CachedRun[] = []
  const known = new Map<Digest, CachedLayer>()
  for (const { key, layer, size, by = '' } of found.runs) {
    const diffId = diffIds[layer]
    const blob = layers[layer]?.digest
    if (!diffId || !blob) continue
    runs.push({ key, layer: diffId })
    known.set(diffId, { diffId, size, blob, by })
  }
  return { runs, layers: [...known.values()], bases: [] }
}
