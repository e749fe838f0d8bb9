import { merged } from '../core/merged.js'
import type { Content, ImageContent } from '../oci/content.js'
import { blobName } from '../oci/layout.js'
import type { Reference } from '../oci/reference.js'
import { type ArchiveFile, archiveParts, packArchive } from '../oci/tar/write.js'
import { manifestJson } from './dockerArchive.js'
import { contentBlobs, indexEntries, indexFile, layoutFolders, layoutMark } from './imageFiles.js'
import type { Patch, PatchedSource } from './output.js'

/** Blobs that are read at the same time. */
const parallelBlobs = 4

/**
 * A container image as the archive that every reader takes (see `dockerArchive`), its manifest with its own bytes. @param created the time of all
 * entries, in seconds since 1970
 */
export function dockerArchiveOf(content: ImageContent, names: readonly Reference[], created: number): PatchedSource {
  const { config, layers } = content.manifest
  return archive(
    [
      manifestJson(blobName(config.digest), layers, names),
      ...layoutFolders,
      ...contentBlobs(content),
      indexFile(indexEntries(content, names)),
      layoutMark,
    ],
    created,
  )
}

/** The archive that `ociArchive` makes. */
export function ociArchiveOf(content: Content, names: readonly Reference[], created: number): PatchedSource {
  const index = indexFile(indexEntries(content, names))
  return archive([layoutMark, index, ...layoutFolders, ...contentBlobs(content)], created)
}

/** Into a file, several blobs are written at a time, each in its place; into a pipe, one after the other. */
function archive(files: readonly ArchiveFile[], created: number): PatchedSource {
  return { streamed: () => packArchive(files, created), patched: () => placed(files, created) }
}

async function* placed(files: readonly ArchiveFile[], created: number): AsyncGenerator<Patch> {
  const { frame, contents } = await archiveParts(files, created)
  yield* frame
  // The largest take longest, and so begin first.
  const largestFirst = [...contents].sort((a, b) => b.file.size - a.file.size)
  yield* merged(
    largestFirst.map((part) => () => part.open()),
    parallelBlobs,
  )
}
