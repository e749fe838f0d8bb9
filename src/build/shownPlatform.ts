import { formatPlatform, samePlatform } from '../core/platform.js'
import type { StagePlan } from '../dockerfile/plan.js'
import type { BuildRequest } from './request.js'
import { stagePlatform } from './stagePlatform.js'

/**
 * What tells the steps of builds for several platforms apart: in their names the stage's platform and, where the image is for another one, that, as
 * BuildKit writes them, `linux/amd64->arm64`; in their ids the image's. Nothing for a build for one platform.
 */
export function shownPlatform(
  plan: StagePlan,
  { oneOfSeveral = false, platform }: Pick<BuildRequest, 'oneOfSeveral' | 'platform'>,
): { readonly shown: string; readonly idPrefix: string } {
  if (!oneOfSeveral) return { shown: '', idPrefix: '' }
  const target = formatPlatform(platform)
  const own = ownPlatform(plan, platform)
  const shownTarget = own.os === platform.os ? target.slice(platform.os.length + 1) : target
  const shown = samePlatform(own, platform) ? target : `${formatPlatform(own)}->${shownTarget}`
  return { shown: `${shown} `, idPrefix: `${target} ` }
}

/** A platform that is ill-formed is told by the step that begins with it. */
function ownPlatform(plan: StagePlan, platform: BuildRequest['platform']): BuildRequest['platform'] {
  try {
    return stagePlatform(plan, platform)
  } catch {
    return platform
  }
}
