import type { Image } from '../../oci/image.js'
import type { Compression, CompressOptions } from '../../store/compressLayer.js'
import type { Exporting } from '../outputs.js'
import type { OutputOption } from './option.js'

/** The images as an output stores their layers: in a registry compressed, since they are sent; elsewhere as they are, unless it says. @throws as `compressImage` */
export async function packed(
  images: readonly Image[],
  { type, compression, forceCompression: force = false }: OutputOption,
  { store, signal, follow }: Pick<Exporting, 'store' | 'signal'> & Pick<CompressOptions, 'follow'>,
): Promise<readonly Image[]> {
  const chosen: Compression | undefined = compression ?? (type === 'registry' ? { type: 'gzip' } : undefined)
  if (!chosen) return images
  const { compressImage } = await import('../../store/compressLayer.js')
  const result: Image[] = []
  for (const image of images) result.push(await compressImage(store, image, chosen, { force, signal, follow }))
  return result
}
