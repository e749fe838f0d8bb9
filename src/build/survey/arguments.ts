import { descriptionOf } from '../../dockerfile/description.js'
import type { Arg, Dockerfile, From } from '../../dockerfile/instruction.js'
import { declareArgs } from '../../dockerfile/variables.js'
import { expandWord } from '../../dockerfile/words.js'
import type { Survey } from './survey.js'

/** An ARG that a build can be given a value for. */
export interface DeclaredArgument {
  readonly name: string
  /** What it is: as given, or its default. */
  readonly value?: string
  /** What the comment above it says. */
  readonly description?: string
  readonly line: number
}

/**
 * The arguments of what would be built, in the order of their lines: those that its stages declare, and those before the first FROM that the
 * stages or their FROM lines use. Of several of a name the last counts.
 */
export function declaredArguments(
  dockerfile: Dockerfile,
  buildArgs: ReadonlyMap<string, string>,
  survey: Survey,
): DeclaredArgument[] {
  const { plan, stages } = survey
  const { escape } = dockerfile.directives
  const globals = globalArguments(dockerfile, plan.globalArgs)
  const found = new Map<string, DeclaredArgument>()
  for (const name of usedInFrom(dockerfile, new Set(plan.order))) {
    const argument = globals.get(name)
    if (argument) found.set(name, argument)
  }
  for (const { instruction, scope } of stages.flatMap(({ steps }) => steps)) {
    if (instruction.kind !== 'arg') continue
    const { declared } = declareArgs(scope.variables, instruction, { buildArgs, globalArgs: plan.globalArgs, escape })
    for (const [i, { name, value }] of declared.entries()) {
      const bare = instruction.args[i]?.value === undefined
      // What BuildKit defines itself is no argument of the Dockerfile's.
      if (bare && plan.globalArgs.has(name) && !globals.has(name)) continue
      const own = argument(instruction, name, value)
      found.set(name, { ...own, ...(bare && globals.get(name)) })
    }
  }
  return [...found.values()].sort((a, b) => a.line - b.line)
}

function globalArguments(
  { instructions }: Dockerfile,
  values: ReadonlyMap<string, string>,
): Map<string, DeclaredArgument> {
  const found = new Map<string, DeclaredArgument>()
  for (const instruction of instructions) {
    if (instruction.kind !== 'arg') break
    for (const { name } of instruction.args) found.set(name, argument(instruction, name, values.get(name)))
  }
  return found
}

function argument({ comments, location }: Arg, name: string, value: string | undefined): DeclaredArgument {
  const description = descriptionOf(name, comments)
  return {
    name,
    ...(value !== undefined && { value }),
    ...(description !== undefined && { description }),
    line: location.line,
  }
}

/** The names that the FROM lines of some stages look up. */
function usedInFrom({ instructions, directives }: Dockerfile, stages: ReadonlySet<number>): Set<string> {
  const used = new Set<string>()
  const froms = instructions.filter((one): one is From => one.kind === 'from')
  const note = (name: string): string => {
    used.add(name)
    // No modifier complains of a value.
    return 'x'
  }
  for (const [index, { image, platform = '' }] of froms.entries())
    if (stages.has(index)) for (const word of [image, platform]) expandWord(word, note, directives)
  return used
}
