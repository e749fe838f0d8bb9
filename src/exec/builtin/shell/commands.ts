import type { Command, Compound, List, Redirection, Word } from './syntax.js'

/** Every command of a script, those in substitutions and functions too, each before what it holds. */
export function* commandsIn(list: List): Generator<Command> {
  for (const { first, rest } of list)
    for (const { commands } of [first, ...rest.map(({ pipeline }) => pipeline)])
      for (const command of commands) yield* withinCommand(command)
}

function* withinCommand(command: Command): Generator<Command> {
  yield command
  if (command.type === 'function') {
    yield* withinCommand(command.body)
    return
  }
  if (command.type === 'simple') {
    for (const { value } of command.assignments) yield* withinWord(value)
    for (const word of command.words) yield* withinWord(word)
  } else yield* withinCompound(command)
  for (const redirection of command.redirections) yield* withinWord(wordOf(redirection))
}

function* withinCompound(compound: Compound): Generator<Command> {
  switch (compound.type) {
    case 'group':
    case 'subshell':
      yield* commandsIn(compound.body)
      return
    case 'if':
      for (const { condition, body } of compound.branches) {
        yield* commandsIn(condition)
        yield* commandsIn(body)
      }
      yield* commandsIn(compound.otherwise)
      return
    case 'for':
      for (const word of compound.words ?? []) yield* withinWord(word)
      yield* commandsIn(compound.body)
      return
    case 'while':
      yield* commandsIn(compound.condition)
      yield* commandsIn(compound.body)
      return
    case 'case':
      yield* withinWord(compound.subject)
      for (const { patterns, body } of compound.items) {
        for (const pattern of patterns) yield* withinWord(pattern)
        yield* commandsIn(body)
      }
  }
}

function* withinWord(word: Word): Generator<Command> {
  for (const part of word) {
    switch (part.type) {
      case 'literal':
        break
      case 'quoted':
        yield* withinWord(part.parts)
        break
      case 'parameter':
        yield* withinWord(part.word)
        break
      case 'command':
        yield* commandsIn(part.body)
        break
      case 'arithmetic':
        yield* withinWord(part.expression)
    }
  }
}

function wordOf(redirection: Redirection): Word {
  switch (redirection.type) {
    case 'duplicate':
      return []
    case 'here-document':
      return redirection.document.text
    default:
      return redirection.target
  }
}
