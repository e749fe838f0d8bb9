import type { Finding } from '../../../core/finding.js'
import { readJson } from '../../../sources/readJson.js'
import type { StoredFile } from '../../../sources/files.js'
import type { TarPlace } from '../../../sources/placedEntries.js'
import { compressionOf, tarEntries } from '../../../sources/tarFiles.js'
import { placedMembers } from '../../../sources/verify/placedMembers.js'
import { checkArchive } from './checkArchive.js'
import type { LayerBytes } from './layers.js'
import { readLayer } from './readLayer.js'

export interface ImageTarOptions {
  /** The name that the image is to have: `com/my/task:1.0.0`. */
  readonly image?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Reads an image's archive on this machine to check it; every layer is read once. @throws OciPackError `io`, `aborted` */
export async function checkImageTar(place: TarPlace, { image, signal }: ImageTarOptions = {}): Promise<Finding[]> {
  const compression = await compressionOf(place)
  const listed = compression === 'none' ? await placedMembers(tarEntries(place)) : { members: [] }
  const layer = (file: StoredFile): Promise<LayerBytes> => readLayer(file, place.name, signal)
  return checkArchive({ ...place, ...listed, compression }, { json: readJson, layer }, image)
}
