import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import { Sha256, sha256 } from '../../core/hash.js'
import { readExtent } from '../../core/host/readExtent.js'
import type { Blob } from '../../oci/content.js'
import { type Descriptor, mediaTypes } from '../../oci/descriptor.js'
import { bytesBlob } from '../../oci/imageContent.js'
import { blobName, nameAnnotations } from '../../oci/layout.js'
import { parseIndex, parseManifest } from '../../oci/manifest.js'
import { entryOf, folderPlace } from '../../sources/sharedCache/folderPlace.js'
import { indexFile, layoutMark } from '../imageFiles.js'
import { writeOutput } from '../output.js'
import type { CacheTarget } from './target.js'

/**
 * An OCI layout in a folder (OCI image-spec, image-layout.md), which is made if it is not there; the entry of its index that has the tag is the cache,
 * others stay. Each file is written beside its place, the index last.
 */
export function folderTarget(folder: string, tag: string, signal: AbortSignal): CacheTarget {
  const pushBlob = async (blob: Blob): Promise<void> => {
    const path = join(folder, blobName(blob.descriptor.digest))
    if (await holds(path, blob.descriptor)) return
    await makeFolder(folder)
    await writeOutput(path, blob.open(), signal)
  }
  return {
    ...folderPlace(folder, { tag }),
    pushBlob,
    async pushManifest(bytes) {
      const entry = { mediaType: mediaTypes.manifest, digest: sha256(bytes), size: bytes.byteLength }
      await pushBlob(bytesBlob(entry, bytes))
      const entries = await entriesIn(folder)
      const former = entryOf(entries, tag)
      const kept = entries.filter((other) => other !== former)
      const index = indexFile([...kept, { ...entry, annotations: { [nameAnnotations.ref]: tag } }])
      await writeOutput(join(folder, layoutMark.name), layoutMark.open(), signal)
      await writeOutput(join(folder, index.name), index.open(), signal)
      // Where there is something else, too, it may need the same blobs.
      if (former && kept.length === 0) await removeOld(folder, former, [entry, ...blobsIn(bytes)])
    },
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(join(folder, 'blobs/sha256'), { recursive: true })
  } catch (error) {
    throw fromSystemError(error, `cannot make the cache ${folder}`)
  }
}

/** Whether a file holds a blob. One that holds something else under its name is written anew. */
async function holds(path: string, { digest, size }: Descriptor): Promise<boolean> {
  try {
    if ((await stat(path)).size !== size) return false
    const hash = new Sha256()
    for await (const bytes of readExtent({ path, offset: 0 }, size)) hash.update(bytes)
    return hash.digest() === digest
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return false
    throw fromSystemError(error, `cannot read ${path}`)
  }
}

/** What the layout's index names. One that cannot be read names nothing: it is written anew. @throws OciPackError `io` */
async function entriesIn(folder: string): Promise<readonly Descriptor[]> {
  const path = join(folder, 'index.json')
  try {
    return parseIndex(await readFile(path), path).manifests
  } catch (error) {
    if (systemError(error).code === 'ENOENT' || (error instanceof OciPackError && error.code === 'format')) return []
    throw fromSystemError(error, `cannot write ${path}`)
  }
}

/** Removes what the former cache named and the new one does not. */
async function removeOld(folder: string, former: Descriptor, needed: readonly Descriptor[]): Promise<void> {
  const here = new Set(needed.map(({ digest }) => digest))
  const bytes = await readFile(join(folder, blobName(former.digest))).catch(() => undefined)
  for (const { digest } of [former, ...(bytes ? blobsIn(bytes) : [])]) {
    if (!here.has(digest)) await rm(join(folder, blobName(digest)), { force: true })
  }
}

function blobsIn(manifest: Uint8Array): readonly Descriptor[] {
  try {
    const { config, layers } = parseManifest(manifest, 'the manifest')
    return [config, ...layers]
  } catch {
    return [] // Nothing that it names can be told from what others may need.
  }
}
