import { posix } from 'node:path'
import type { Instruction } from '../../dockerfile/instruction.js'
import { type ArgScope, declareArgs, initialVariables, lookupIn, type Variables } from '../../dockerfile/variables.js'
import { expandWord } from '../../dockerfile/words.js'
import type { ContainerConfig } from '../../oci/config.js'
import { withPath } from '../stage.js'
import { shellOf } from '../steps/command.js'

/** What an instruction finds of what stands before it in its stage, as far as it is known without building. */
export interface Scope {
  readonly variables: Variables
  /** The image's environment, `NAME=value` each. */
  readonly env: readonly string[]
  /** Of RUN's shell form. */
  readonly shell: readonly string[]
  /** Empty for root. */
  readonly user: string
  readonly workdir: string
  /** What ONBUILD leaves to a stage that begins with this one. */
  readonly triggers: readonly string[]
}

/** What a stage begins with: an image, of which perhaps nothing is known, or nothing at all. */
export function imageScope(config: ContainerConfig = {}): Scope {
  const env = withPath(config.Env ?? [])
  return {
    variables: initialVariables(env),
    env,
    shell: shellOf(config),
    user: config.User ?? '',
    workdir: config.WorkingDir || '/',
    triggers: config.OnBuild ?? [],
  }
}

/** What a stage begins with that goes on from another one's end. */
export function stageScope(parent: Scope): Scope {
  return { ...parent, variables: initialVariables(parent.env, parent.variables) }
}

/** What stands behind an instruction. @throws OciPackError `dockerfile` for words that cannot be expanded */
export function scopeAfter(scope: Scope, instruction: Instruction, args: ArgScope): Scope {
  const expand = (word: string): string => expandWord(word, lookupIn(scope.variables), args)
  switch (instruction.kind) {
    case 'arg':
      return { ...scope, variables: declareArgs(scope.variables, instruction, args).variables }
    case 'env': {
      const pairs = instruction.pairs.map(({ name, value }) => [expand(name), expand(value)] as const)
      const variables = withEnvs(scope.variables, pairs)
      return { ...scope, variables, env: [...scope.env, ...pairs.map(([name, value]) => `${name}=${value}`)] }
    }
    case 'shell':
      return { ...scope, shell: instruction.argv }
    case 'user':
      return { ...scope, user: expand(instruction.word) }
    case 'workdir':
      return { ...scope, workdir: posix.resolve(scope.workdir, expand(instruction.word)) }
    case 'onbuild':
      return { ...scope, triggers: [...scope.triggers, instruction.trigger] }
    default:
      return scope
  }
}

/** After ENV has set variables, each of which has its place at the end then. */
function withEnvs({ values: before, args }: Variables, pairs: readonly (readonly [string, string])[]): Variables {
  const values = new Map(before)
  for (const [name, value] of pairs) {
    values.delete(name)
    values.set(name, value)
  }
  return { values, args }
}
