import { OciPackError } from '../../core/errors.js'
import { normalizePlatform, parsePlatform, type Platform } from '../../core/platform.js'
import type { Dockerfile, Instruction } from '../instruction.js'
import { parseTrigger } from '../parse.js'
import type { Plan, StagePlan } from '../plan.js'
import { instructionSources } from '../sources.js'
import type { Report } from './report.js'
import type { LintRequest } from './request.js'
import { checkBasePlatform } from './rules/stages.js'
import { type LintState, stateOfImage, stateOfStage } from './state.js'
import { checkStep, type StepScope } from './step.js'

/**
 * The checks that follow the stages as a build would: of all of them, or of those that the target needs. The triggers of a base belong to
 * FROM. @throws OciPackError `dockerfile` with the location of the fault
 */
export function checkStages({ directives }: Dockerfile, plan: Plan, request: LintRequest, report: Report): void {
  const { buildArgs, ignore, bases, allStages } = request
  const scope: StepScope = {
    args: { buildArgs, globalArgs: plan.globalArgs, escape: directives.escape },
    ignore,
    report,
  }
  const ends = new Map<number, LintState>()
  for (const stage of plan.stages) {
    const needed = plan.order.includes(stage.index)
    if (!needed && !allStages) continue
    const parent = stage.base.kind === 'stage' ? ends.get(stage.base.index) : undefined
    const base = bases.get(stage.index)
    if (base?.platform) checkBasePlatform(stage, base.platform, platformOf(stage, request), report)
    const triggers = needed ? triggersOf(stage, plan, base?.onbuild ?? []) : []
    const instructions = [...triggers.map((trigger) => parseTrigger(trigger, stage.location)), ...stage.instructions]
    let state = parent ? stateOfStage(parent) : stateOfImage(base)
    for (const instruction of instructions) {
      checkOrder(instruction, stage, plan)
      state = afterInstruction(state, instruction, scope)
    }
    ends.set(stage.index, state)
  }
}

/** @throws OciPackError `dockerfile` with the location of the instruction */
function afterInstruction(state: LintState, instruction: Instruction, scope: StepScope): LintState {
  try {
    return checkStep(state, instruction, scope)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    // What is wrong may be so only for want of the base's variables.
    if (state.known) throw error.at(instruction.location)
    return state
  }
}

/** What ONBUILD of the base has the stage do first: that of an image, or of the stage that it goes on from. */
function triggersOf({ base }: StagePlan, { stages }: Plan, ofImage: readonly string[]): readonly string[] {
  if (base.kind !== 'stage') return ofImage
  const instructions = stages[base.index]?.instructions ?? []
  return instructions.flatMap((instruction) => (instruction.kind === 'onbuild' ? [instruction.trigger] : []))
}

/** A stage that no build needs is looked at with the others, and what it needs must be there as well. @throws OciPackError `dockerfile` */
function checkOrder(instruction: Instruction, { index }: StagePlan, { stages }: Plan): void {
  for (const [name, source] of instructionSources(stages, instruction)) {
    if (source.kind !== 'stage' || source.index < index) continue
    throw new OciPackError('dockerfile', `the stage ${name} is used before it is defined`, {
      location: instruction.location,
      hint: 'Move it above the stage that uses it.',
    })
  }
}

function platformOf({ platform }: StagePlan, request: LintRequest): Platform {
  return platform === undefined ? normalizePlatform(request.platform) : parsePlatform(platform)
}
