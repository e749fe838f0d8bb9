import type { Compression } from '../../../oci/compress/sniff.js'
import type { Finding } from '../../../core/finding.js'
import { archiveError, saveHint } from './finding.js'
import type { ArchiveCheck } from './imageParts.js'
import type { ListedEntry } from './tarListing.js'

/** What a cluster can undo. */
export const unpackable: readonly Compression[] = ['none', 'gzip', 'zstd']

/** What a layer's bytes are: how they are compressed, and the digest of what they are inflated, or why they cannot be. */
export interface LayerBytes {
  readonly compression: Compression
  readonly plain: { readonly digest: string } | { readonly fault: string }
}

/** Whether layers become, once they are pushed and unpacked, what the configuration says of them. A layer that is there twice is read once. */
export async function checkLayers(
  check: ArchiveCheck,
  layers: readonly ListedEntry[],
  diffIds: readonly string[],
  compresses: boolean,
): Promise<Finding[]> {
  const seen = new Map<string, Finding | undefined>()
  for (const [i, layer] of layers.entries()) {
    const diffId = diffIds[i] ?? ''
    const key = `${layer.file.offset} ${diffId}`
    if (!seen.has(key)) seen.set(key, await checkLayer(check, layer, diffId, compresses))
  }
  return [...seen.values()].filter((finding) => finding !== undefined)
}

async function checkLayer(
  { place, reading }: ArchiveCheck,
  { name, file }: ListedEntry,
  diffId: string,
  compresses: boolean,
): Promise<Finding | undefined> {
  const { compression, plain } = await reading.layer(file)
  if (!unpackable.includes(compression)) {
    return archiveError(
      place,
      'compression',
      `the layer ${name} is compressed by ${compression}, which no cluster unpacks`,
    )
  }
  if (compresses && compression !== 'none' && name.endsWith('.tar')) {
    const message = `the layer ${name} is compressed by ${compression} already: by its name the App Engine takes it for plain and compresses it again`
    return archiveError(place, 'layer-name', message)
  }
  if ('fault' in plain)
    return archiveError(place, 'layer', `the layer ${name} cannot be unpacked: ${plain.fault}`, saveHint)
  if (plain.digest === diffId) return undefined
  const message = `the content of the layer ${name} is not what the configuration tells (${diffId}): it fails when it is unpacked`
  return archiveError(place, 'diff-id', message, saveHint)
}
