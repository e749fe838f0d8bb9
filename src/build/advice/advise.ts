import { type Location, OciPackError } from '../../core/errors.js'
import type { Finding } from '../../core/finding.js'
import type { Copy, Instruction } from '../../dockerfile/instruction.js'
import { isDone, type LintOptions } from '../../dockerfile/lint/options.js'
import { findingAt, inOrder } from '../../dockerfile/lint/report.js'
import type { Plan, StagePlan } from '../../dockerfile/plan.js'
import { instructionSources, type Source } from '../../dockerfile/sources.js'
import { parseReference } from '../../oci/reference.js'
import type { AdviceName } from './adviceTable.js'
import { adviseRun } from './run.js'

/** What is known of a build beside its plan. */
export interface AdviceRequest {
  readonly options: LintOptions
  /** Whether there is a .dockerignore. */
  readonly ignores: boolean
  /** The names of contexts that take the place of images. */
  readonly namedContexts: ReadonlySet<string>
}

type Advise = (name: AdviceName, location: Location, message: string, hint: string) => void

/** What would make a build the same tomorrow, and its image smaller: advice, which no build is refused for. In the order of their lines. */
export function advise(plan: Plan, request: AdviceRequest): readonly Finding[] {
  const found: Finding[] = []
  const tell: Advise = (name, location, message, hint) => {
    const finding = findingAt(name, 'warning', location, message, hint)
    const known = found.some(
      ({ rule, place, message }) => rule === name && message === finding.message && place.line === finding.place.line,
    )
    if (isDone(request.options, name, false) && !known) found.push(finding)
  }
  const shipped = shippedStages(plan)
  const ends = new Map<number, Scope>()
  for (const stage of plan.stages) {
    adviseImage(stage.base, stage.location, request, tell)
    let scope = startOf(stage, ends)
    for (const instruction of stage.instructions) {
      adviseSources(instruction, plan, request, tell)
      if (instruction.kind === 'copy' || instruction.kind === 'add') adviseCopy(instruction, request, tell)
      if (instruction.kind === 'run')
        adviseRun(instruction, { ...scope, shipped: shipped.has(stage.index) }, (name, ...rest) =>
          tell(name, instruction.location, ...rest),
        )
      scope = scopeAfter(scope, instruction)
    }
    ends.set(stage.index, scope)
  }
  return inOrder(found)
}

interface Scope {
  readonly shell: readonly string[]
  readonly variables: ReadonlySet<string>
}

function startOf({ base }: StagePlan, ends: ReadonlyMap<number, Scope>): Scope {
  const parent = base.kind === 'stage' ? ends.get(base.index) : undefined
  return parent ?? { shell: ['/bin/sh', '-c'], variables: new Set() }
}

function scopeAfter(scope: Scope, instruction: Instruction): Scope {
  if (instruction.kind === 'shell') return { ...scope, shell: instruction.argv }
  const named = instruction.kind === 'env' ? instruction.pairs : instruction.kind === 'arg' ? instruction.args : []
  return named.length === 0
    ? scope
    : { ...scope, variables: new Set([...scope.variables, ...named.map(({ name }) => name)]) }
}

/** The target and the stages that it is made from: what they hold comes into the image. */
function shippedStages({ stages, target }: Plan): ReadonlySet<number> {
  const shipped = new Set<number>()
  for (let stage = stages[target]; stage && !shipped.has(stage.index);) {
    shipped.add(stage.index)
    stage = stage.base.kind === 'stage' ? stages[stage.base.index] : undefined
  }
  return shipped
}

function adviseSources(instruction: Instruction, { stages }: Plan, request: AdviceRequest, tell: Advise): void {
  for (const [, source] of instructionSources(stages, instruction))
    adviseImage(source, instruction.location, request, tell)
}

function adviseImage(source: Source, location: Location, { namedContexts }: AdviceRequest, tell: Advise): void {
  if (source.kind !== 'image' || namedContexts.has(source.reference)) return
  const reference = readReference(source.reference)
  if (!reference || reference.digest !== undefined || (reference.tag ?? 'latest') !== 'latest') return
  const message = `${source.reference} is another image whenever it is published anew`
  tell('dockerfile-base-tag', location, message, 'Write a tag that names a version, or a digest.')
}

function readReference(text: string): ReturnType<typeof parseReference> | undefined {
  try {
    return parseReference(text)
  } catch (error) {
    if (error instanceof OciPackError) return undefined
    throw error
  }
}

const address = /^(https?|ftp|git|ssh):\/\/|^git@|^github\.com\//
const archive = /\.(tar|tgz|tbz2?|txz|tzst|tar\.[a-z0-9]+)$/i

function adviseCopy({ kind, sources, from, checksum, location }: Copy, { ignores }: AdviceRequest, tell: Advise): void {
  const remote = sources.filter((source) => address.test(source))
  if (kind === 'add' && checksum === undefined) {
    for (const source of remote.filter((one) => /^https?:/.test(one) && !/\.git(#|$)/.test(one)))
      tell(
        'dockerfile-add-checksum',
        location,
        `ADD takes what ${source} is that day`,
        'Write ADD --checksum=sha256:….',
      )
  }
  if (
    kind === 'add' &&
    sources.length > 0 &&
    remote.length === 0 &&
    !sources.some((source) => archive.test(source) || /[$*?[]/.test(source))
  )
    tell('dockerfile-add', location, 'ADD does no more here than COPY does', 'Write COPY.')
  if (from === undefined && !ignores && sources.some((source) => /^(\.|\/)?\/?$/.test(source))) {
    const message = 'The whole context is copied, and there is no .dockerignore'
    tell(
      'dockerfile-ignore',
      location,
      message,
      'Write one that excludes .git, outputs and what else is no part of the image.',
    )
  }
}
