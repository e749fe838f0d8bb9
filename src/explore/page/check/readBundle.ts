import type { StoredFile } from '../../../sources/files.js'
import type { TarPlace } from '../../../sources/placedEntries.js'
import { checkArchive } from '../../../task/bundle/archive/checkArchive.js'
import { readContents } from '../../../task/bundle/contents.js'
import { judgeBundle } from '../../../task/bundle/judgeBundle.js'
import { readDescriptor } from '../../../task/descriptor/read.js'
import { taskCheck } from '../../checks.js'
import type { ExploreData } from '../../data.js'
import { blobBytes } from './blobBytes.js'
import type { Blobs } from './blobs.js'
import { PortableCrc32 } from './crc32.js'
import { inflateRaw } from './inflateRaw.js'
import { type Progress, stepOf } from './progress.js'
import { type ReadArchive, readArchive } from './readArchive.js'
import { readImages } from './readImages.js'
import { Unreadable } from './unreadable.js'

/** Reads a Task's bundle as the App Engine does, and judges it and the image in it. @throws Unreadable where it has no image */
export async function readBundle(zip: StoredFile, blobs: Blobs, progress: Progress): Promise<ExploreData[]> {
  const { path, size } = zip
  const onRead = stepOf(progress, `Reading ${path}`, size)
  const open = {
    path,
    size,
    read: (offset: number, length: number) => blobBytes(blobs.get({ path, offset, size: length }), { onRead }),
    inflate: inflateRaw,
    crc32: () => new PortableCrc32(),
  }
  const contents = await readContents(open, {
    unpack: (content) => unpack(content, zip, blobs),
    onRead: () => undefined,
  })
  const archives: ReadArchive[] = []
  const bundle = await judgeBundle(contents, async (place, image) => {
    const archive = await readArchive(place, blobs, progress)
    archives.push(archive)
    return checkArchive(archive.archive, archive.reading, image)
  })
  const { findings: ofDescriptor, descriptor } = bundle.descriptor
    ? readDescriptor(bundle.descriptor.bytes, bundle.descriptor.name)
    : { findings: [], descriptor: undefined }
  const [archive] = archives
  if (!archive) throw new Unreadable(`${path} holds no image`, taskCheck([...bundle.findings, ...ofDescriptor], []))
  return readImages(archive, blobs, path, { descriptor, ofBundle: bundle.findings, ofDescriptor })
}

async function unpack(content: AsyncIterable<Uint8Array>, zip: StoredFile, blobs: Blobs): Promise<TarPlace> {
  const name = `${zip.path}: an image`
  return { ...(await blobs.keep(name, content)), name }
}
