import { OciPackError } from '../../core/errors.js'
import type { Platform } from '../../core/platform.js'
import { contextName } from '../../dockerfile/contextName.js'
import type { Instruction } from '../../dockerfile/instruction.js'
import { parseTrigger } from '../../dockerfile/parse.js'
import { type Plan, planBuild, type StagePlan } from '../../dockerfile/plan.js'
import { instructionSources, type Source } from '../../dockerfile/sources.js'
import type { ArgScope } from '../../dockerfile/variables.js'
import type { ImageConfig } from '../../oci/config.js'
import type { BuildRequest } from '../request.js'
import { stagePlatform } from '../stagePlatform.js'
import { imageScope, type Scope, scopeAfter, stageScope } from './scope.js'

/** What is looked over: a build, of which nothing is built. */
export type SurveyRequest = Pick<BuildRequest, 'dockerfile' | 'target' | 'buildArgs' | 'platform'> & {
  readonly namedContexts: ReadonlyMap<string, { readonly kind: 'folder' | 'image' }>
  /** Every stage, not only what the target needs. */
  readonly every?: boolean
  /** This machine's. */
  readonly buildPlatform: Platform
}

/**
 * The configuration of an image that the Dockerfile names, of a registry or of a named context; undefined where it cannot be known now.
 */
export type OpenConfig = (reference: string, platform: Platform) => Promise<ImageConfig | undefined>

/** An instruction with what it finds. */
export interface SurveyedStep {
  readonly instruction: Instruction
  readonly scope: Scope
  /** Whether it is an ONBUILD of the base. */
  readonly trigger: boolean
  /** What it takes files from besides the context, by the texts that name it. */
  readonly sources: readonly (readonly [name: string, source: Source])[]
}

/** A stage that would be built. */
export interface SurveyedStage {
  readonly plan: StagePlan
  readonly platform: Platform
  readonly steps: readonly SurveyedStep[]
}

export interface Survey {
  readonly plan: Plan
  /** What would be built, each after what it depends on. */
  readonly stages: readonly SurveyedStage[]
}

/**
 * Goes through a build without building: each instruction of the stages that are needed, those that ONBUILD of a base adds among them,
 * with what its words see. Every image that the build would take something from is opened on the way, by its configuration alone.
 * @throws OciPackError as the build would, for what can be told of it beforehand
 */
export async function survey(request: SurveyRequest, open: OpenConfig): Promise<Survey> {
  const { dockerfile, namedContexts, buildArgs } = request
  const plan = planBuild(dockerfile, { ...request, namedContexts: new Set(namedContexts.keys()) })
  const args: ArgScope = { buildArgs, globalArgs: plan.globalArgs, escape: dockerfile.directives.escape }
  const ends = new Map<number, Scope>()
  const stages: SurveyedStage[] = []
  for (const stage of plan.stages.filter(({ index }) => plan.order.includes(index))) {
    const platform = await at(stage, async () => stagePlatform(stage, request.platform))
    const openImage = async (source: Source): Promise<ImageConfig | undefined> => {
      if (source.kind !== 'image' || namedContexts.get(contextName(source.reference))?.kind === 'folder')
        return undefined
      return open(source.reference, platform)
    }
    const { triggers, ...begun } = await at(stage, () => beginning(stage, ends, openImage))
    const instructions = triggers.map((text) => parseTrigger(text, stage.location))
    let scope: Scope = { ...begun, triggers: [] }
    const steps: SurveyedStep[] = []
    for (const instruction of [...instructions, ...stage.instructions]) {
      const before = scope
      const sources = instructionSources(plan.stages.slice(0, stage.index), instruction)
      for (const [, source] of sources) await at(instruction, () => openImage(source))
      steps.push({ instruction, scope, trigger: instructions.includes(instruction), sources })
      scope = await at(instruction, async () => scopeAfter(before, instruction, args))
    }
    ends.set(stage.index, scope)
    stages.push({ plan: stage, platform, steps })
  }
  return { plan, stages }
}

/** What a stage begins with, the triggers that its base leaves to it among it. */
async function beginning(
  { base }: StagePlan,
  ends: ReadonlyMap<number, Scope>,
  openImage: (source: Source) => Promise<ImageConfig | undefined>,
): Promise<Scope> {
  const parent = base.kind === 'stage' ? ends.get(base.index) : undefined
  return parent ? stageScope(parent) : imageScope((await openImage(base))?.config)
}

/** An error gets the location of what caused it, unless it has one. */
async function at<T>({ location }: Pick<Instruction, 'location'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof OciPackError ? error.at(location) : error
  }
}
