import { passExtent } from '../core/host/passExtent.js'
import { readExtent } from '../core/host/readExtent.js'
import type { Descriptor } from '../oci/descriptor.js'
import type { Image } from '../oci/image.js'
import { imageContent } from '../oci/imageContent.js'
import { blobName } from '../oci/layout.js'
import { encodeJson } from '../oci/manifest.js'
import { manifestOf } from '../oci/mutate.js'
import { familiarReference, type Reference, withDefaultTag } from '../oci/reference.js'
import { type ArchiveFile, archiveSize, packArchive } from '../oci/tar/write.js'
import { blobsOf, bytesFile, indexEntries, indexFile, layoutFolders, layoutMark } from './imageFiles.js'

/**
 * The archive that every reader takes: what `docker save` writes (Docker image spec 1.3) and an OCI layout in one tar. manifest.json
 * comes first, since some readers go by the first such entry; there are no links, and a layer that occurs twice is
 * stored once. @param created the time of all entries, in seconds since 1970
 */
export function dockerArchive(image: Image, names: readonly Reference[], created: number): AsyncIterable<Uint8Array> {
  return packArchive(filesOf(image, names, readExtent), created)
}

/**
 * The same archive as a file to be written into another one: its size is known before its first byte, and it can be read again. A chunk of
 * it is good until the one after the next is asked for.
 */
export async function dockerArchiveFile(
  name: string,
  image: Image,
  names: readonly Reference[],
  created: number,
): Promise<ArchiveFile> {
  const files = filesOf(image, names, passExtent)
  return { name, size: await archiveSize(files, created), open: () => packArchive(files, created) }
}

function filesOf(image: Image, names: readonly Reference[], read: typeof readExtent): ArchiveFile[] {
  const { config, layers } = manifestOf(image).manifest
  return [
    manifestJson(blobName(config.digest), layers, names),
    ...layoutFolders,
    ...blobsOf(image, read),
    indexFile(indexEntries(imageContent(image), names)),
    layoutMark,
  ]
}

/** The table of contents that Docker reads (Docker image spec 1.3). @param config the name of the configuration's file */
export function manifestJson(config: string, layers: readonly Descriptor[], names: readonly Reference[]): ArchiveFile {
  const tags = names.map((name) => familiarReference(withDefaultTag(name)))
  const entry = {
    Config: config,
    RepoTags: tags.length > 0 ? tags : null,
    Layers: layers.map((layer) => blobName(layer.digest)),
  }
  return bytesFile('manifest.json', encodeJson([entry]))
}
