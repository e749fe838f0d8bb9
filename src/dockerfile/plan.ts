import { OciPackError, type Location } from '../core/errors.js'
import { parsePlatform, type Platform } from '../core/platform.js'
import { parseReference } from '../oci/reference.js'
import { refuseCircles } from './circles.js'
import { reservedNames } from './contextName.js'
import type { Dockerfile, From, Instruction } from './instruction.js'
import { parseTrigger } from './parse.js'
import { isPredefined, platformArgs } from './predefined.js'
import { instructionSources, type Source } from './sources.js'
import { didYouMean } from './suggest.js'
import { expandWord } from './words.js'

export interface PlanRequest {
  /** A stage's name, whatever its case; the last stage unless given. A number is no name, as it is none for Docker. */
  readonly target?: string | undefined
  /** Every stage has to be built, whatever the target needs. */
  readonly every?: boolean
  readonly buildArgs: ReadonlyMap<string, string>
  readonly platform: Platform
  readonly buildPlatform: Platform
  /** The names of named contexts (see `contextName`): a stage of such a name is not built, the context takes its place. */
  readonly namedContexts?: ReadonlySet<string> | undefined
}

/** A stage, its FROM expanded. */
export interface StagePlan {
  readonly index: number
  /** Lower case. */
  readonly name?: string
  readonly base: Source
  /** `--platform`, expanded. */
  readonly platform?: string
  /** What follows FROM. */
  readonly instructions: readonly Instruction[]
  /** Of FROM. */
  readonly location: Location
  /** The stages that must be built before this one, ascending. */
  readonly dependsOn: readonly number[]
}

/** What a build does, as data. What the ONBUILD triggers of a base image need is not in it: see `parseTrigger`, `instructionSources`. */
export interface Plan {
  readonly stages: readonly StagePlan[]
  /** The stage whose image is wanted. */
  readonly target: number
  /** The stages that have to be built, each after those it depends on. */
  readonly order: readonly number[]
  /** What FROM lines see, and a stage's ARG without a default takes: the ARGs before the first FROM, and predefined ones. */
  readonly globalArgs: ReadonlyMap<string, string>
  /** Arguments of the build that no ARG declares. */
  readonly unusedBuildArgs: readonly string[]
}

/**
 * The plan of a build (Dockerfile reference, "FROM", "ARG", "COPY --from"). A stage that is built may depend on earlier stages only.
 * @throws OciPackError `dockerfile` on what cannot be expanded or found, `not-found` on an unknown target
 */
export function planBuild(dockerfile: Dockerfile, request: PlanRequest): Plan {
  const heads = headsOf(dockerfile)
  const globalArgs = globalArguments(dockerfile, request)
  const drafts = heads.map((head) => draftStage(head, heads, dockerfile, request, globalArgs))
  refuseCircles(heads)
  const target = targetOf(drafts, request.target)
  const needed = new Map<number, StagePlan>()
  const need = (index: number): void => {
    const draft = drafts[index]
    if (draft === undefined || needed.has(index)) return
    const stage = { ...draft, dependsOn: dependencies(drafts, draft) }
    needed.set(index, stage)
    stage.dependsOn.forEach(need)
  }
  if (request.every) drafts.forEach(({ index }) => need(index))
  need(target)
  return {
    stages: drafts.map((draft) => needed.get(draft.index) ?? { ...draft, dependsOn: [] }),
    target,
    order: [...needed.keys()].sort((a, b) => a - b),
    globalArgs,
    unusedBuildArgs: unusedBuildArgs(dockerfile, request.buildArgs),
  }
}

/** A stage as it is written. */
interface Head {
  readonly index: number
  readonly name?: string
  readonly from: From
  readonly instructions: Instruction[]
}

type Draft = Omit<StagePlan, 'dependsOn'>

function headsOf({ instructions }: Dockerfile): Head[] {
  const heads: Head[] = []
  for (const instruction of instructions) {
    if (instruction.kind !== 'from') heads.at(-1)?.instructions.push(instruction)
    else {
      const { name } = instruction
      heads.push({ index: heads.length, ...(name !== undefined && { name }), from: instruction, instructions: [] })
    }
  }
  return heads
}

/**
 * What FROM lines see: predefined arguments, then those before the first FROM, each of which sees the ones before it.
 * @throws OciPackError `dockerfile`
 */
export function globalArguments(dockerfile: Dockerfile, request: PlanRequest): Map<string, string> {
  const { platform, buildPlatform, buildArgs, target } = request
  const stage = target ?? headsOf(dockerfile).at(-1)?.name ?? 'default'
  const args = platformArgs(platform, buildPlatform, stage, buildArgs)
  for (const instruction of dockerfile.instructions) {
    if (instruction.kind !== 'arg') break
    for (const { name, value } of instruction.args) {
      const given = buildArgs.get(name)
      if (given !== undefined) args.set(name, given)
      else if (value !== undefined) args.set(name, expandAt(instruction, value, args, dockerfile))
    }
  }
  return args
}

function draftStage(
  head: Head,
  heads: readonly Head[],
  dockerfile: Dockerfile,
  { namedContexts }: PlanRequest,
  globalArgs: ReadonlyMap<string, string>,
): Draft {
  const { index, name, from } = head
  const replaced = name !== undefined && !reservedNames.has(name) && namedContexts?.has(name)
  const instructions = replaced ? undefined : head.instructions
  const image = expandAt(from, from.image, globalArgs, dockerfile)
  const platform = from.platform === undefined ? undefined : expandAt(from, from.platform, globalArgs, dockerfile)
  const fill = 'Give its ARG, above the first FROM, a default, or a value by --build-arg.'
  if (image === '') throw fault(from, `the base ${from.image} is empty once expanded`, fill)
  if (platform === '') throw fault(from, `the platform ${from.platform ?? ''} is empty once expanded`, fill)
  const base = baseOf(heads.slice(0, index), image)
  // What cannot be is a fault, even where it is not built.
  checkAt(from, () => {
    if (platform !== undefined) parsePlatform(platform)
    if (name !== undefined) checkName(name)
    checkReference(base)
  })
  for (const instruction of head.instructions)
    for (const [, source] of instructionSources(heads, instruction)) checkAt(instruction, () => checkReference(source))
  return {
    index,
    ...(name !== undefined && { name }),
    base: instructions ? base : { kind: 'image', reference: name ?? '' },
    ...(platform !== undefined && { platform }),
    instructions: instructions ?? [],
    location: from.location,
  }
}

/** An earlier stage, by its name as it is kept, in lower case; else an image. */
function baseOf(earlier: readonly Head[], image: string): Source {
  const stage = earlier.findLast(({ name }) => name === image)
  if (stage) return { kind: 'stage', index: stage.index }
  return image === 'scratch' ? { kind: 'scratch' } : { kind: 'image', reference: image }
}

/** @throws OciPackError `reference` */
function checkReference(source: Source): void {
  if (source.kind === 'image') parseReference(source.reference)
}

/** A stage's name could be that of a build context, which is one of an image. @throws OciPackError `dockerfile` */
function checkName(name: string): void {
  try {
    parseReference(name)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw new OciPackError('dockerfile', `invalid name for a build stage: ${JSON.stringify(name)}`, {
      hint: 'Between its letters and digits stands one of . _ __ or dashes, and it ends with a letter or a digit.',
    })
  }
}

function targetOf(stages: readonly Draft[], target: string | undefined): number {
  if (target === undefined) return stages.length - 1
  const stage = stages.findLast(({ name }) => name === target.toLowerCase())
  if (stage) return stage.index
  const names = stages.flatMap(({ name }) => name ?? [])
  const hint =
    didYouMean(target, names) ??
    (names.length > 0
      ? `The stages are ${names.join(', ')}.`
      : 'No stage has a name: write FROM IMAGE AS NAME, or leave the target out for the last stage.')
  throw new OciPackError('not-found', `the target stage ${JSON.stringify(target)} is not in the Dockerfile`, { hint })
}

/** The stages that a stage needs, those of the triggers of its base stage too. All are before it. */
function dependencies(stages: readonly Draft[], stage: Draft): number[] {
  const base = stage.base.kind === 'stage' ? stages[stage.base.index] : undefined
  const triggers = (base?.instructions ?? []).flatMap((instruction) =>
    instruction.kind === 'onbuild' ? parseTrigger(instruction.trigger, stage.location) : [],
  )
  const indices = new Set(base ? [base.index] : [])
  for (const instruction of [...triggers, ...stage.instructions]) {
    for (const [from, source] of instructionSources(stages, instruction)) {
      if (source.kind !== 'stage') continue
      if (source.index > stage.index) {
        throw fault(
          instruction,
          `the stage ${from} is used before it is defined`,
          'Move it above the stage that uses it.',
        )
      }
      indices.add(source.index)
    }
  }
  return [...indices].sort((a, b) => a - b)
}

function unusedBuildArgs({ instructions }: Dockerfile, buildArgs: ReadonlyMap<string, string>): string[] {
  const declared = new Set(instructions.flatMap((one) => (one.kind === 'arg' ? one.args.map(({ name }) => name) : [])))
  return [...buildArgs.keys()].filter((name) => !declared.has(name) && !isPredefined(name))
}

function expandAt(
  instruction: Instruction,
  word: string,
  args: ReadonlyMap<string, string>,
  { directives }: Dockerfile,
): string {
  return checkAt(instruction, () => expandWord(word, (name) => args.get(name), { escape: directives.escape }))
}

/** What `work` gives; an error gets the instruction's location, and is the Dockerfile's, not the command line's. */
function checkAt<T>({ location }: Instruction, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({ ...(error.code === 'usage' && { code: 'dockerfile' }), location })
  }
}

function fault({ location }: Instruction, message: string, hint: string): OciPackError {
  return new OciPackError('dockerfile', message, { location, hint })
}
