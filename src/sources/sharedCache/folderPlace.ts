import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '../../core/digest.js'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { readExtent } from '../../core/host/readExtent.js'
import type { Descriptor } from '../../oci/descriptor.js'
import { blobName, nameAnnotations } from '../../oci/layout.js'
import { maxDocumentSize, parseIndex } from '../../oci/manifest.js'
import type { RawManifest } from '../../registry/client.js'
import type { CachePlace } from './place.js'

/** Which cache of a folder is meant: one that has a tag, or one of a digest. */
export interface FolderChoice {
  readonly tag: string
  readonly digest?: Digest | undefined
}

/** A cache in an OCI layout (OCI image-spec, image-layout.md): the entry of its index that has the tag. */
export function folderPlace(folder: string, { tag, digest: chosen }: FolderChoice): CachePlace {
  const current = async (): Promise<Digest | undefined> => {
    if (chosen) return chosen
    const bytes = await readDocument(join(folder, 'index.json'))
    return bytes && entryOf(parseIndex(bytes, `${folder}/index.json`).manifests, tag)?.digest
  }
  return {
    kind: 'local',
    name: folder,
    current,
    async manifest(wanted): Promise<RawManifest | undefined> {
      const digest = wanted ?? (await current())
      const bytes = digest && (await readDocument(join(folder, blobName(digest))))
      if (!digest || !bytes) return undefined
      if (sha256(bytes) === digest) return { bytes, digest }
      throw new OciPackError('integrity', `${folder}: the manifest ${digest} is corrupt`)
    },
    blob: (descriptor) => readBlob(folder, descriptor),
  }
}

/** The entry of an index that has a tag. */
export function entryOf(entries: readonly Descriptor[], tag: string): Descriptor | undefined {
  return entries.find(({ annotations }) => annotations?.[nameAnnotations.ref] === tag)
}

/** @throws OciPackError `not-found` for whatever keeps it from being read: this is no fault of the disk that is written to */
async function* readBlob(folder: string, { digest, size }: Descriptor): AsyncGenerator<Uint8Array> {
  const path = join(folder, blobName(digest))
  try {
    await stat(path)
    yield* readExtent({ path, offset: 0 }, size)
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`).retold({ code: 'not-found' })
  }
}

/** A document of the layout; undefined where it is not there. @throws OciPackError `format`, `io` */
async function readDocument(path: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path)
    if (size > maxDocumentSize) {
      throw new OciPackError('format', `${path} has ${size} bytes; at most ${maxDocumentSize} are read`)
    }
    return await readFile(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemError(error).code ?? '')) return undefined
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
