import { extname } from 'node:path'
import { formatPlatform, type Platform } from '../core/platform.js'

/** The file of one platform's image where there are several: `image.tar` is `image-linux-arm-v7.tar`. */
export function platformFile(path: string, platform: Platform): string {
  const extension = extname(path)
  const stem = extension === '' ? path : path.slice(0, -extension.length)
  return `${stem}-${formatPlatform(platform).replaceAll('/', '-')}${extension}`
}

/** The folder of one platform's files where there are several, as BuildKit calls it: `linux_arm_v7`. */
export function platformFolder(platform: Platform): string {
  return formatPlatform(platform).replaceAll('/', '_')
}
