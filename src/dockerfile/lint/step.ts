import type { Arg, Copy, Instruction, Pairs } from '../instruction.js'
import type { IgnoreMatcher } from '../ignore.js'
import { parseMount } from '../mount.js'
import { checkSignal } from '../signal.js'
import { suggest } from '../suggest.js'
import { type ArgScope, declareArgs, lookupIn, type Variables, withEnv } from '../variables.js'
import { expandHeredoc, expandWord, expandWords } from '../words.js'
import type { Report } from './report.js'
import { checkForm, checkLast } from './rules/commands.js'
import { checkIgnored } from './rules/copyIgnored.js'
import { checkPairsFormat, checkSecretName } from './rules/pairs.js'
import { checkPorts } from './rules/ports.js'
import { checkWorkdir } from './rules/stages.js'
import type { LintState } from './state.js'

/** What the checks of one instruction need beside the stage. */
export interface StepScope {
  readonly args: ArgScope
  readonly ignore: IgnoreMatcher | undefined
  readonly report: Report
}

/**
 * The stage after an instruction, whose own faults and findings are told: UndefinedVar, and all rules that look at one instruction after
 * the other. @throws OciPackError `dockerfile`
 */
export function checkStep(state: LintState, instruction: Instruction, scope: StepScope): LintState {
  const { report } = scope
  const { escape } = scope.args
  const { variables } = state
  const lookup = lookupIn(variables)
  const expand = (word: string): string =>
    told(instruction, state, report, (onUndefined) => expandWord(word, lookup, { escape, onUndefined }))
  switch (instruction.kind) {
    case 'env': {
      const pairs = checkPairs(instruction, expand, scope)
      for (const { name } of pairs) checkSecretName('ENV', name, instruction.location, report)
      return {
        ...state,
        variables: pairs.reduce<Variables>((before, { name, value }) => withEnv(before, name, value), variables),
      }
    }
    case 'label':
      checkPairs(instruction, expand, scope)
      return state
    case 'arg':
      return instruction.args.reduce((before, arg) => declared(before, { ...instruction, args: [arg] }, scope), state)
    case 'copy':
    case 'add':
      checkCopy(instruction, state, expand, scope)
      return state
    case 'run':
      for (const mount of instruction.mounts) parseMount(mount, expand)
      return state
    case 'cmd':
    case 'entrypoint':
      checkForm(instruction, state.shell, report)
      return { ...state, last: checkLast(instruction, state.last, report) }
    case 'healthcheck':
      return { ...state, last: checkLast(instruction, state.last, report) }
    case 'workdir': {
      const path = expand(instruction.word)
      if (!state.workdir) checkWorkdir(instruction, path, report)
      return { ...state, workdir: true }
    }
    case 'expose':
      checkPorts(
        instruction,
        instruction.words.flatMap((word) => expandWords(word, lookup, { escape })),
        report,
      )
      return state
    case 'volume':
      instruction.words.forEach(expand)
      return state
    case 'user':
      expand(instruction.word)
      return state
    case 'stopsignal':
      checkSignal(expand(instruction.word))
      return state
    case 'shell':
      return { ...state, shell: true }
    default:
      return state
  }
}

/** UndefinedVar: expands a word, and tells of each variable in it that nothing defines and no ARG declares. */
function told<T>(
  { location }: Instruction,
  { variables, known }: LintState,
  report: Report,
  expand: (onUndefined: (name: string) => void) => T,
): T {
  const unset = new Set<string>()
  try {
    return expand((name) => unset.add(name))
  } finally {
    for (const name of unset) {
      if (!known || variables.args.has(name)) continue
      const near = suggest(name, variables.values.keys())
      const hint = near === undefined ? `Declare it: ARG ${name}, or ENV ${name}=VALUE.` : `Did you mean $${near}?`
      report('UndefinedVar', location, `Nothing defines $${name}, so it is empty`, hint)
    }
  }
}

function checkPairs(instruction: Pairs, expand: (word: string) => string, { args, report }: StepScope): Pairs['pairs'] {
  const pairs = instruction.pairs.map(({ name, value }) => ({ name: expand(name), value: expand(value) }))
  checkPairsFormat(instruction, args.escape, report)
  return pairs
}

function declared(state: LintState, arg: Arg, { args, report }: StepScope): LintState {
  for (const { name } of arg.args) checkSecretName('ARG', name, arg.location, report)
  return told(arg, state, report, (onUndefined) => ({
    ...state,
    variables: declareArgs(state.variables, arg, { ...args, onUndefined }).variables,
  }))
}

function checkCopy(
  instruction: Copy,
  state: LintState,
  expand: (word: string) => string,
  { ignore, report }: StepScope,
): void {
  const { chown, chmod, checksum, sources, destination, heredocs, from } = instruction
  for (const flag of [chown, chmod, checksum]) if (flag !== undefined) expand(flag)
  const expanded = sources.map(expand)
  expand(destination)
  for (const { content, expand: expands } of heredocs)
    if (expands)
      told(instruction, state, report, (onUndefined) => expandHeredoc(content, lookupIn(state.variables), onUndefined))
  checkIgnored(instruction, expanded, from === undefined ? ignore : undefined, report)
}
