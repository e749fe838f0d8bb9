import { OciPackError } from '../core/errors.js'
import { parsePlatform, type Platform } from '../core/platform.js'
import type { StagePlan } from '../dockerfile/plan.js'

/** What a stage is built for: its FROM's `--platform`, or else the build's. @throws OciPackError `dockerfile` */
export function stagePlatform({ platform }: StagePlan, ofBuild: Platform): Platform {
  if (platform === undefined) return ofBuild
  try {
    return parsePlatform(platform)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({ code: 'dockerfile' })
  }
}
