import { OciPackError } from '../core/errors.js'
import { type Descriptor, type Index, mediaTypes } from '../oci/descriptor.js'
import type { Image } from '../oci/image.js'
import { blobName, nameAnnotations } from '../oci/layout.js'
import { parseConfig, parseIndex, parseManifest } from '../oci/manifest.js'
import { isAttestation } from '../oci/selectPlatform.js'
import type { Candidate } from './candidate.js'
import { readBlob, readDocument, requireBlob, type StoredFiles } from './files.js'

/** Indexes may lie in indexes so deep, and no deeper. */
const maxDepth = 4
/** As many manifests may be named in all: an index that names one index again and again would be followed for ever. */
const maxNamed = 10_000

const indexTypes: readonly string[] = [mediaTypes.index, mediaTypes.dockerManifestList]
const manifestTypes: readonly string[] = [mediaTypes.manifest, mediaTypes.dockerManifest]
const configTypes: readonly string[] = [mediaTypes.config, mediaTypes.dockerConfig]

/** How an index names an entry: by references, and by tags that tell it from the others. */
export interface Naming {
  readonly names: readonly string[]
  readonly tags: readonly string[]
}

type LayoutImage = Candidate & Naming

/** Whether these are the files of an OCI layout (OCI image-spec, image-layout.md). */
export async function isLayout(files: StoredFiles): Promise<boolean> {
  return (await files.find('oci-layout')) !== undefined && (await files.find('index.json')) !== undefined
}

/**
 * The images of an OCI layout, those of nested indexes among them, attestations left out. What a nested index names and the layout
 * does not hold is left out too: `docker save` writes the index of all platforms with the blobs of one.
 * @throws OciPackError `format`, `integrity`, `io`
 */
export async function layoutImages(files: StoredFiles): Promise<Candidate[]> {
  const index = parseIndex(await readDocument(files, 'index.json'), `${files.path}: index.json`)
  const images = new Map<string, LayoutImage>()
  for (const found of await imagesOf(files, index, { names: [], tags: [] }, { depth: maxDepth, named: { count: 0 } })) {
    const before = images.get(found.digest)
    images.set(found.digest, before ? { ...before, ...both(before, found) } : found)
  }
  return [...images.values()]
}

interface Walk {
  /** Indexes that may still lie within each other. */
  readonly depth: number
  readonly named: { count: number }
}

async function imagesOf(files: StoredFiles, index: Index, above: Naming, walk: Walk): Promise<LayoutImage[]> {
  const { depth, named } = walk
  if (depth === 0) throw new OciPackError('format', `${files.path}: its indexes are nested more than ${maxDepth} deep`)
  const found: LayoutImage[] = []
  named.count += index.manifests.length
  if (named.count > maxNamed)
    throw new OciPackError('format', `${files.path}: its indexes name more than ${maxNamed} manifests`)
  for (const entry of index.manifests) {
    const optional = depth < maxDepth
    if (isAttestation(entry) || (optional && !(await files.find(blobName(entry.digest))))) continue
    const { mediaType, digest, platform } = entry
    const naming = both(above, namingOf(entry))
    if (indexTypes.includes(mediaType)) {
      const nested = parseIndex(await readBlob(files, entry), `${files.path}: index ${digest}`)
      const images = await imagesOf(files, nested, naming, { ...walk, depth: depth - 1 })
      if (images.length === 0) throw new OciPackError('format', `${files.path} lacks the images of index ${digest}`)
      found.push(...images)
    } else if (manifestTypes.includes(mediaType)) {
      const known = { digest, manifestDigest: digest, ...naming, ...(platform ? { platform } : {}) }
      found.push({ ...known, open: () => openManifest(files, entry) })
    }
  }
  return found
}

/** containerd's annotation has the complete name; the spec's has a tag, or a name where the other is missing. */
export function namingOf({ annotations = {} }: Descriptor): Naming {
  const name = annotations[nameAnnotations.full]
  const tag = annotations[nameAnnotations.ref]
  return { names: [name ?? tag ?? []].flat(), tags: [tag ?? []].flat() }
}

/** All names of two. */
export function both(a: Naming, b: Naming): Naming {
  return { names: [...new Set([...a.names, ...b.names])], tags: [...new Set([...a.tags, ...b.tags])] }
}

async function openManifest(files: StoredFiles, descriptor: Descriptor): Promise<Image> {
  const what = `${files.path}: manifest ${descriptor.digest}`
  const manifest = parseManifest(await readBlob(files, descriptor), what)
  if (!configTypes.includes(manifest.config.mediaType)) {
    throw new OciPackError('unsupported', `${what} is of no container image but of ${manifest.config.mediaType}`, {
      hint: 'oci-pack copy moves such an artifact; there are no files of an image in it.',
    })
  }
  const configBytes = await readBlob(files, manifest.config)
  const config = parseConfig(configBytes, `${files.path}: configuration ${manifest.config.digest}`)
  const { diff_ids: diffIds } = config.rootfs
  if (diffIds.length !== manifest.layers.length) {
    throw new OciPackError(
      'format',
      `${what} has ${manifest.layers.length} layers, its configuration names ${diffIds.length}`,
    )
  }
  await Promise.all(manifest.layers.map((layer) => requireBlob(files, layer)))
  const layers = manifest.layers.flatMap((descriptor, i) => {
    const diffId = diffIds[i]
    return diffId ? [{ descriptor, diffId, locate: () => requireBlob(files, descriptor) }] : []
  })
  return { config, configBytes, layers }
}
