import type { Platform } from '../../core/platform.js'
import { platformFile } from '../../export/platformNames.js'
import type { OutputOption } from './option.js'

/** The files and folders that an output writes of images for these platforms; `-` is standard output. */
export function outputPlaces(output: OutputOption, platforms: readonly Platform[]): readonly string[] {
  if (output.type === 'registry') return []
  const { type, dest } = output
  // An archive for `docker load` holds one image, as docker save writes it for one platform.
  if (type !== 'docker' || platforms.length === 1) return [dest]
  return platforms.map((platform) => (dest === '-' ? dest : platformFile(dest, platform)))
}
