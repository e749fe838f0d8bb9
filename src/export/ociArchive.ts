import type { Content } from '../oci/content.js'
import type { Reference } from '../oci/reference.js'
import { packArchive } from '../oci/tar/write.js'
import { contentBlobs, indexEntries, indexFile, layoutFolders, layoutMark } from './imageFiles.js'

/**
 * An OCI layout as a tar (OCI image-spec, image-layout.md), of an image or of an index with its images. @param created the time of all entries, in
 * seconds since 1970
 */
export function ociArchive(content: Content, names: readonly Reference[], created: number): AsyncIterable<Uint8Array> {
  const files = [layoutMark, indexFile(indexEntries(content, names)), ...layoutFolders, ...contentBlobs(content)]
  return packArchive(files, created)
}
