import type { Platform } from '../../core/platform.js'
import type { IgnoreMatcher } from '../ignore.js'
import type { PlanRequest } from '../plan.js'

/** What a stage begins with, as far as checks ask: an image's configuration, or that of none. */
export interface LintBase {
  /** `NAME=value` each, PATH among them. */
  readonly env: readonly string[]
  /** Whether it sets a shell. */
  readonly shell: boolean
  readonly onbuild: readonly string[]
  /** Undefined where there is no image. */
  readonly platform?: Platform
}

/** What is known beside the Dockerfile. */
export interface LintRequest extends PlanRequest {
  /** What stages begin with that begin with no other one, by their index. Of one that is missing, no variable is held to be undefined. */
  readonly bases: ReadonlyMap<number, LintBase>
  /** What .dockerignore excludes. */
  readonly ignore?: IgnoreMatcher | undefined
  /** Whether the stages that the target does not need are looked at as well. */
  readonly allStages: boolean
}
