import type { Argument, Command, Option } from 'commander'
import { type Suggestion, type Suggestions, valuesOf } from './values.js'

/**
 * What a word of a command line may become.
 * @param words the arguments so far; the last one, maybe empty, is being written
 */
export function complete(root: Command, words: readonly string[]): Suggestions {
  const word = words.at(-1) ?? ''
  const { command, operands, option, ended } = stateAfter(root, words.slice(0, -1))
  const given = ended ? undefined : /^(--[^=]+=)(.*)$/s.exec(word)
  if (option) return starting(word, valuesOf(option))
  if (given) {
    const [, prefix = '', value = ''] = given
    const named = optionNamed(command, prefix.slice(0, -1))
    return named ? prefixed(prefix, starting(value, valuesOf(named))) : none
  }
  if (!ended && word.startsWith('-')) return starting(word, { values: flagsOf(command), paths: 'none' })
  if (operands === 0 && command.commands.length > 0)
    return starting(word, { values: commandsOf(command), paths: 'none' })
  const argument = argumentAt(command, operands)
  return argument ? starting(word, valuesOf(argument)) : none
}

const none: Suggestions = { values: [], paths: 'none' }

interface State {
  readonly command: Command
  /** Arguments that are no flags, since the command. */
  readonly operands: number
  /** The flag whose value comes next. */
  readonly option?: Option | undefined
  /** Whether `--` has ended the flags. */
  readonly ended: boolean
}

function stateAfter(root: Command, words: readonly string[]): State {
  return words.reduce<State>(after, { command: root, operands: 0, ended: false })
}

function after({ command, operands, option, ended }: State, word: string): State {
  if (option) return { command, operands, ended }
  if (ended || word === '-' || !word.startsWith('-')) {
    // `help` is followed by what it is about, as if that were the command.
    if (word === 'help' && operands === 0 && command.commands.length > 0) return { command, operands, ended }
    const next = operands === 0 && !ended ? command.commands.find((one) => one.name() === word) : undefined
    return next ? { command: next, operands: 0, ended } : { command, operands: operands + 1, ended }
  }
  if (word === '--') return { command, operands, ended: true }
  const named = optionNamed(command, word)
  return { command, operands, ended, option: named?.required ? named : undefined }
}

function optionNamed(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => name === long || name === short)
}

function argumentAt({ registeredArguments }: Command, at: number): Argument | undefined {
  const last = registeredArguments.at(-1)
  return registeredArguments[at] ?? (last?.variadic ? last : undefined)
}

function flagsOf(command: Command): Suggestion[] {
  const options = command.createHelp().visibleOptions(command)
  return options.flatMap(({ long, short, description }) =>
    [long, short].flatMap((flag) => (flag === undefined ? [] : [{ value: flag, about: description }])),
  )
}

function commandsOf(command: Command): Suggestion[] {
  const commands = command.createHelp().visibleCommands(command)
  return commands.map((one) => ({ value: one.name(), about: one.description() }))
}

function starting(word: string, { values, paths }: Suggestions): Suggestions {
  return { values: values.filter(({ value }) => value.startsWith(word)), paths }
}

function prefixed(prefix: string, { values, paths }: Suggestions): Suggestions {
  return { values: values.map(({ value, about }) => ({ value: prefix + value, about })), paths }
}
