import { formatPlatform, type Platform, samePlatform } from '../core/platform.js'
import type { BuildRequest } from './request.js'

/**
 * What tells the steps of builds for several platforms apart: in their names the platform of the stage and, where the image is for another one, that, as
 * BuildKit writes them, `linux/amd64->arm64`; in their ids the image's. Nothing for a build for one platform.
 */
export function shownPlatform(
  ofStage: Platform,
  { oneOfSeveral = false, platform }: Pick<BuildRequest, 'oneOfSeveral' | 'platform'>,
): { readonly inName: string; readonly inId: string } {
  if (!oneOfSeveral) return { inName: '', inId: '' }
  const target = formatPlatform(platform)
  if (samePlatform(ofStage, platform)) return { inName: `${target} `, inId: `${target} ` }
  const short = ofStage.os === platform.os ? target.slice(platform.os.length + 1) : target
  return { inName: `${formatPlatform(ofStage)}->${short} `, inId: `${target} ` }
}
