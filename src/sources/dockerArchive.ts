import * as v from 'valibot'
import { type Digest, digestOfHex } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import { Sha256, sha256 } from '../core/hash.js'
import { readExtent } from '../core/host/readExtent.js'
import { inTurn } from '../core/inTurn.js'
import { memo } from '../core/memo.js'
import { sniff, sniffLength } from '../oci/compress/sniff.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Image, Layer } from '../oci/image.js'
import { check, parseConfig, parseJson } from '../oci/manifest.js'
import type { Candidate } from './candidate.js'
import { readDocument, requireFile, type StoredFile, type StoredFiles, verified } from './files.js'

const manifestJson = v.array(
  v.object({
    Config: v.string(),
    RepoTags: v.optional(v.array(v.string()), []),
    Layers: v.optional(v.array(v.string()), []),
  }),
)
type Entry = v.InferOutput<typeof manifestJson>[number]

/**
 * The images of a `docker save` archive, of whichever version or program: what counts is manifest.json, which names their
 * configurations and layers (Docker image spec 1.3, "Combined Image JSON + Filesystem Changeset Format").
 * @param most as many as are wanted of them, from the first on; all unless said
 * @throws OciPackError `format`, `integrity`, `io`
 */
export async function dockerImages(files: StoredFiles, most?: number): Promise<Candidate[]> {
  const what = `${files.path}: manifest.json`
  const entries = check(manifestJson, parseJson(await readDocument(files, 'manifest.json'), what), what)
  const stored: StoredLayers = new Map()
  return inTurn(entries.slice(0, most), async (entry) => {
    const configBytes = await readConfig(files, entry.Config)
    return {
      digest: sha256(configBytes),
      names: entry.RepoTags,
      open: () => openImage(files, stored, entry, configBytes),
    }
  })
}

async function readConfig(files: StoredFiles, name: string): Promise<Uint8Array> {
  const bytes = await readDocument(files, name)
  const digest = digestInName(name)
  return digest ? verified(files, name, bytes, digest) : bytes
}

async function openImage(
  files: StoredFiles,
  stored: StoredLayers,
  entry: Entry,
  configBytes: Uint8Array,
): Promise<Image> {
  const config = parseConfig(configBytes, `${files.path}: ${entry.Config}`)
  const { diff_ids: diffIds } = config.rootfs
  if (diffIds.length !== entry.Layers.length) {
    throw new OciPackError(
      'format',
      `${files.path}: ${entry.Layers.length} layers, but the configuration names ${diffIds.length}`,
    )
  }
  const layers = await inTurn(entry.Layers, (name, i) => openLayer(files, stored, name, diffIds[i]))
  return { config, configBytes, layers }
}

/** What a layer's bytes are; `digest` of those that are compressed. */
interface StoredLayer {
  readonly file: StoredFile
  readonly mediaType: string
  readonly digest: Digest | undefined
}

/** Layers by their names, each of which is looked at once however many images have it. */
type StoredLayers = Map<string, Promise<StoredLayer>>

async function openLayer(
  files: StoredFiles,
  stored: StoredLayers,
  name: string,
  diffId: Digest | undefined,
): Promise<Layer> {
  if (!diffId) throw new OciPackError('format', `${files.path}: the configuration does not name the layer ${name}`)
  const { file, mediaType, digest = diffId } = await memo(stored, name, () => storedLayer(files, name))
  return { descriptor: { mediaType, digest, size: file.size }, diffId, locate: () => Promise.resolve(file) }
}

async function storedLayer(files: StoredFiles, name: string): Promise<StoredLayer> {
  const file = await requireFile(files, name)
  const mediaType = await layerType(files, name, file)
  const digest = mediaType === mediaTypes.layer ? undefined : (digestInName(name) ?? (await digestOf(file)))
  return { file, mediaType, digest }
}

/** A layer's media type by its first bytes: manifest.json does not tell, and names do not either. */
async function layerType(files: StoredFiles, name: string, file: StoredFile): Promise<string> {
  const compression = sniff(await firstBytes(file, sniffLength))
  if (compression === 'none') return mediaTypes.layer
  if (compression === 'gzip') return mediaTypes.layerGzip
  if (compression === 'zstd') return mediaTypes.layerZstd
  throw new OciPackError('unsupported', `${files.path}: the layer ${name} is compressed by ${compression}`, {
    hint: 'Load the archive into Docker and save it again: its layers are plain then.',
  })
}

async function firstBytes(file: StoredFile, count: number): Promise<Uint8Array> {
  for await (const chunk of readExtent(file, Math.min(count, file.size))) return chunk
  return new Uint8Array()
}

async function digestOf(file: StoredFile): Promise<Digest> {
  const hash = new Sha256()
  for await (const chunk of readExtent(file, file.size)) hash.update(chunk)
  return hash.digest()
}

/** The digest that a file is named by: `blobs/sha256/HEX`, `HEX.json`, `sha256:HEX`, `HEX.tar.gz`. */
function digestInName(name: string): Digest | undefined {
  const hex = /(?:^|\/|sha256:)([0-9a-f]{64})(?:\.json|\.tar\.gz)?$/.exec(name)?.[1]
  return hex === undefined ? undefined : digestOfHex(hex)
}
