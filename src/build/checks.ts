import { OciPackError } from '../core/errors.js'
import { parsePlatform, type Platform } from '../core/platform.js'
import { contextName } from '../dockerfile/contextName.js'
import { lint, type LintReport } from '../dockerfile/lint/lint.js'
import type { LintBase } from '../dockerfile/lint/request.js'
import { planBuild, type PlanRequest, type StagePlan } from '../dockerfile/plan.js'
import type { BuildRequest } from './request.js'
import { withPath } from './stage.js'
import type { OpenConfig } from './survey/survey.js'

/** What of a build its checks ask for. */
export interface CheckedBuild extends Pick<
  BuildRequest,
  'dockerfile' | 'target' | 'buildArgs' | 'platform' | 'ignore'
> {
  readonly namedContexts: ReadonlyMap<string, { readonly kind: 'folder' | 'image' }>
  readonly hostPlatform: Platform
  /** Whether the stages that the target does not need are looked at as well. */
  readonly allStages: boolean
}

/**
 * BuildKit's build checks of a build, whose base images are opened for them, by their configuration alone. One that cannot be had is the
 * report's fault, and what hangs on it is not checked. @throws OciPackError `aborted`
 */
export async function checkBuild(build: CheckedBuild, open: OpenConfig): Promise<LintReport> {
  const { dockerfile, target, buildArgs, platform, ignore, allStages } = build
  const namedContexts = new Set(build.namedContexts.keys())
  const request: PlanRequest = { target, buildArgs, platform, buildPlatform: build.hostPlatform, namedContexts }
  const faults: OciPackError[] = []
  const bases = new Map<number, LintBase>()
  await Promise.all(
    stagesOf(build, request).map(async (stage) => {
      try {
        const base = await baseOf(stage, build, open)
        if (base) bases.set(stage.index, base)
      } catch (error) {
        if (!(error instanceof OciPackError) || error.code === 'aborted') throw error
        faults.push(error.at(stage.location))
      }
    }),
  )
  const { findings, fault } = lint(dockerfile, { ...request, bases, ignore, allStages })
  return { findings, fault: fault ?? faults[0] }
}

/** The stages that are looked at; none where the checks will tell why there can be none. */
function stagesOf({ dockerfile, allStages }: CheckedBuild, request: PlanRequest): readonly StagePlan[] {
  try {
    const { stages, order } = planBuild(dockerfile, request)
    return stages.filter(({ index }) => allStages || order.includes(index))
  } catch (error) {
    if (error instanceof OciPackError) return []
    throw error
  }
}

async function baseOf(
  { base, platform }: StagePlan,
  { namedContexts, platform: asked }: CheckedBuild,
  open: OpenConfig,
): Promise<LintBase | undefined> {
  if (base.kind === 'stage') return undefined
  const empty: LintBase = { env: withPath([]), shell: false, onbuild: [] }
  if (base.kind === 'scratch' || namedContexts.get(contextName(base.reference))?.kind === 'folder') return empty
  const config = await open(base.reference, platform === undefined ? asked : parsePlatform(platform))
  if (!config) return undefined
  const { os, architecture, config: { Env = [], Shell = [], OnBuild = [] } = {} } = config
  return { env: withPath(Env), shell: Shell.length > 0, onbuild: OnBuild, platform: { os, architecture } }
}
