import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { type Located, locate } from '../../inspect/lookup.js'
import type { Layer } from '../../oci/image.js'
import { ContentReader } from '../../rootfs/contentReader.js'
import { type FoundImage, type ImageOptions, withImage } from '../images/withImage.js'
import { chooseLayer } from './chooseLayer.js'
import { missing } from './missing.js'

/** What `oci-pack inspect IMAGE cat` takes. */
export interface FileOptions extends ImageOptions {
  /** One layer alone, though another have removed the file: its number from 1, or the beginning of its digest. */
  readonly layer?: string | undefined
}

/** A file of an image, to be read. */
export interface FoundFile {
  /** Where the path leads, links followed. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Begins to read it. */
  readonly content: () => AsyncIterable<Uint8Array>
}

/**
 * Has a file of an image read. Of a registry's image no more layers are fetched than tell which file it is, the highest first.
 * @throws OciPackError `not-found`, `unsupported` for what is no file, and what `use` throws
 */
export async function withFile<T>(
  place: string,
  path: string,
  options: FileOptions,
  use: (file: FoundFile) => Promise<T>,
): Promise<T> {
  return withImage(place, options, async (found) => {
    const { layers, located } = await locateIn(found, path, options.layer)
    const layer = located && layers[located.layer]
    if (!layer) throw missing(place, path)
    const { entry } = located
    if (entry?.header.type !== 'file') throw noFile(place, path, entry?.header.type ?? 'directory')
    const { offset, sparse, header } = entry
    const content = { from: 'layer', layer, offset, ...(sparse ? { sparse } : {}) } as const
    const reader = new ContentReader(found.layers.plain)
    try {
      return await use({
        path: `/${textOfBytes(located.path)}`,
        size: header.size,
        content: () => reader.stream(content, header.size),
      })
    } finally {
      reader.close()
    }
  })
}

async function locateIn(
  { image, layers }: FoundImage,
  path: string,
  layer: string | undefined,
): Promise<{ layers: readonly Layer[]; located: Located | undefined }> {
  const among = layer === undefined ? image.layers : [chooseLayer(image.layers, layer).layer]
  const index = (number: number): ReturnType<typeof layers.index> => {
    const wanted = among[number]
    return wanted ? layers.index(wanted) : Promise.resolve({ entries: [] })
  }
  return { layers: among, located: await locate(bytesOfText(path), among.length, index) }
}

function noFile(place: string, path: string, type: string): OciPackError {
  const hint =
    type === 'directory'
      ? `Write 'oci-pack inspect ${place} ls ${path}' for what is in it.`
      : 'Name a file; oci-pack inspect IMAGE ls PATH tells what each thing is.'
  return new OciPackError('unsupported', `${path} in ${place} has no content: it is a ${type}`, { hint })
}
