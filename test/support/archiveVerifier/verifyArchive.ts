import { checkBlobNames } from './checkBlobNames.js'
import { checkDockerImages } from './checkDockerImages.js'
import { checkLayout } from './checkLayout.js'
import { findFile } from './findFile.js'
import { type ArchiveFacts, readArchive } from './readArchive.js'
import type { PortableImage, PortableReport } from './report.js'

/**
 * Verifies a `docker save` archive or an OCI layout in a tar, by another way than the product does, with tar-stream, gunzip-maybe and
 * crypto-js: every blob against its name, every document, every layer against its DiffID. The
 * archive is read once; digests and JSON documents are all that is kept of it.
 * @param source the archive's bytes; its own errors are thrown, whatever is wrong with the archive is reported
 */
export async function verifyArchive(source: AsyncIterable<Uint8Array>): Promise<PortableReport> {
  return verifyFacts(await readArchive(source))
}

/** The same of an archive that was read. */
export function verifyFacts(archive: ArchiveFacts): PortableReport {
  const problems = archive.fault === undefined ? [] : [`the archive is damaged: ${archive.fault}`]
  problems.push(...checkBlobNames(archive))
  const images = imagesOf(archive, problems)
  if (images.length === 0 && problems.length === 0) problems.push('it holds no image')
  return { images, problems: [...new Set(problems)] }
}

/** The images of both forms; what both tell of is told once, with the names of both. */
function imagesOf(archive: ArchiveFacts, problems: string[]): PortableImage[] {
  const found = [
    ...(findFile(archive, 'manifest.json') ? checkDockerImages(archive, problems) : []),
    ...(findFile(archive, 'oci-layout') ? checkLayout(archive, problems) : []),
  ]
  const images = new Map<string, PortableImage>()
  for (const image of found) {
    const names = [...(images.get(image.id)?.names ?? []), ...image.names]
    images.set(image.id, { ...image, names: [...new Set(names)] })
  }
  return [...images.values()]
}
