import { writePatched } from '../../export/output.js'
import { bytesFile } from '../../export/imageFiles.js'
import type { ArchiveFile } from '../../oci/tar/write.js'
import { patchedZip, streamedZip } from './zip/write.js'

/** What a bundle holds. */
export interface BundleParts {
  /** The bytes of descriptor.yml. */
  readonly descriptor: Uint8Array
  /** The image's archive, named as `taskNames` says; it may be read twice. */
  readonly image: ArchiveFile
  /** The bytes of logo.png. */
  readonly logo?: Uint8Array | undefined
}

/**
 * Writes a Task's bundle to a file, or to standard output where `dest` is `-`, as `writeOutput` does. The descriptor comes first and
 * nothing is compressed, since every App Engine takes that; the image's bytes are written once. The same parts give the same bytes.
 * @throws OciPackError `integrity` where the image's size is not what it says, and as `writeOutput` does
 */
export async function writeBundle(parts: BundleParts, dest: string, signal: AbortSignal): Promise<void> {
  const { descriptor, image, logo } = parts
  const files = [bytesFile('descriptor.yml', descriptor), image, ...(logo ? [bytesFile('logo.png', logo)] : [])]
  await writePatched(dest, { patched: () => patchedZip(files), streamed: () => streamedZip(files) }, signal)
}
