import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fromSystemError } from '../../core/errors.js'
import { readExtent } from '../../core/host/readExtent.js'
import { inflationLimit, limitBytes } from '../../core/limit.js'
import { decompress } from '../../oci/compress/decompress.js'
import type { ArchiveFacts } from '../../oci/verify/facts.js'
import type { Listed } from '../../oci/verify/gatherFacts.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import { compressionOf, tarEntries, wholeFile } from '../../sources/tarFiles.js'
import { folderMembers } from '../../sources/verify/folderMembers.js'
import { gatherStored } from '../../sources/verify/gatherStored.js'
import { type PlacedMember, placedMembers } from '../../sources/verify/placedMembers.js'
import { newReading, type Reading } from '../../sources/verify/readBlob.js'
import type { ListedArchive } from '../../task/bundle/archive/checkArchive.js'
import { openBundle } from '../../task/bundle/openBundle.js'
import { type ImageOptions, imagePlace, withImage } from '../images/withImage.js'
import { taskKind } from '../task/taskPlace.js'
import { imageFacts } from './imageFacts.js'

/** What is verified: all that is known of it, and its archive, if it is one. */
export interface Subject {
  readonly facts: ArchiveFacts
  readonly archive?: ListedArchive
}

/** The step that verifying is told as. */
export const stepId = 'verify'

type Use<T> = (subject: Subject) => Promise<T>

/** Reads whatever holds images, wherever it is. @throws OciPackError */
export async function withSubject<T>(text: string, options: ImageOptions, use: Use<T>): Promise<T> {
  const place = imagePlace(text)
  if (place.kind === 'registry')
    return withImage(text, options, async (found) => {
      const size = found.image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0)
      return use({ facts: await imageFacts(found, toldReading(size, options)) })
    })
  const { path } = place
  if (await isFolder(path)) {
    const listed = { ...(await folderMembers(path)), path, form: 'layout' as const, compression: 'none' as const }
    return use({ facts: await gather(listed, options) })
  }
  if ((await taskKind(path)) !== 'bundle') return withTar(await wholeFile(path), options, use)
  const bundle = await openBundle(path, options.signal ?? new AbortController().signal)
  try {
    return await withTar(bundle.image, options, use)
  } finally {
    await bundle.close()
  }
}

async function withTar<T>(place: TarPlace, options: ImageOptions, use: Use<T>): Promise<T> {
  const { signal } = options
  const compression = await compressionOf(place)
  const read = async (tar: TarPlace): Promise<T> => {
    const listed = { ...(await placedMembers(tarEntries(tar))), compression }
    const facts = await gather({ ...listed, path: place.name, form: 'archive' }, options)
    return use({ facts, archive: { ...listed, name: place.name, size: place.size } })
  }
  if (compression === 'none') return read(place)
  const folder = await mkdtemp(join(tmpdir(), 'oci-pack-verify-'))
  try {
    const path = join(folder, 'image.tar')
    const plain = limitBytes(decompress(readExtent(place, place.size)), inflationLimit(place.size), place.name)
    await pipeline(plain, createWriteStream(path), { ...(signal && { signal }) })
    return await read({ ...(await wholeFile(path)), name: place.name })
  } catch (error) {
    throw fromSystemError(error, `cannot unpack ${place.name}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function gather(listed: Listed<PlacedMember>, options: ImageOptions): Promise<ArchiveFacts> {
  const size = listed.members.reduce((sum, { file }) => sum + file.size, 0)
  return gatherStored(listed, toldReading(size, options))
}

/** Tells how far the reading of `total` bytes is. */
function toldReading(total: number, { onEvent: emit = () => undefined, signal }: ImageOptions): Reading {
  let done = 0
  return newReading(signal, (bytes) => {
    done += bytes
    emit({ type: 'progress', id: stepId, name: 'bytes', done, total })
  })
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
