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
import { compressionOf, type TarPlace, wholeFile } from '../../sources/tarFiles.js'
import { gatherFacts } from '../../sources/verify/gatherFacts.js'
import { listFolder, listTar } from '../../sources/verify/members.js'
import { openBundle } from '../../task/bundle/openBundle.js'
import { type ImageOptions, imagePlace, withImage } from '../images/withImage.js'
import { taskKind } from '../task/taskPlace.js'
import { registryFacts } from './registryFacts.js'

/** What is verified: all that is known of it, and where its archive lies, if it is one. */
export interface Subject {
  readonly facts: ArchiveFacts
  readonly place?: TarPlace
}

type Use<T> = (subject: Subject) => Promise<T>

/** Reads whatever holds images, wherever it is. @throws OciPackError */
export async function withSubject<T>(text: string, options: ImageOptions, use: Use<T>): Promise<T> {
  const place = imagePlace(text)
  if (place.kind === 'registry')
    return withImage(text, options, async (found) => use({ facts: await registryFacts(found, options.signal) }))
  const { path } = place
  if (await isFolder(path)) {
    const listed = await listFolder(path)
    return use({ facts: await gatherFacts({ ...listed, path, form: 'layout', compression: 'none' }, options.signal) })
  }
  if ((await taskKind(path)) !== 'bundle') return withTar(await wholeFile(path), options.signal, use)
  const bundle = await openBundle(path, options.signal ?? new AbortController().signal)
  try {
    return await withTar(bundle.image, options.signal, use)
  } finally {
    await bundle.close()
  }
}

async function withTar<T>(place: TarPlace, signal: AbortSignal | undefined, use: Use<T>): Promise<T> {
  const compression = await compressionOf(place)
  const read = async (tar: TarPlace): Promise<T> => {
    const listed = { ...(await listTar(tar)), path: place.name, form: 'archive' as const, compression }
    // The App Engine is given the archive as it is.
    return use({ facts: await gatherFacts(listed, signal), place })
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

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw fromSystemError(error, `cannot read ${path}`)
  }
}
