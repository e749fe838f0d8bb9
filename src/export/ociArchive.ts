import type { Image } from '../oci/image.js'
import type { Reference } from '../oci/reference.js'
import { packArchive } from '../oci/tar/write.js'
import { blobsOf, indexEntries, indexFile, layoutFolders, layoutMark } from './imageFiles.js'

/** An OCI layout as a tar (OCI image-spec, image-layout.md). @param created the time of all entries, in seconds since 1970 */
export function ociArchive(image: Image, names: readonly Reference[], created: number): AsyncIterable<Uint8Array> {
  return packArchive([layoutMark, indexFile(indexEntries(image, names)), ...layoutFolders, ...blobsOf(image)], created)
}
