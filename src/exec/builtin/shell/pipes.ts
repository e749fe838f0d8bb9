import { NotUnderstood } from '../notUnderstood.js'
import type { Command, Word } from './syntax.js'

/**
 * Makes sure that the members of a pipeline may run one after the other: all but the last one print what they know already, whatever
 * the tree looks like. @throws NotUnderstood
 */
export function refuseRace(commands: readonly Command[]): void {
  if (commands.length !== 2 || !commands.slice(0, -1).every(isPrinter))
    throw new NotUnderstood('a pipeline of programs')
}

function isPrinter(command: Command): boolean {
  if (command.type !== 'simple' || command.assignments.length > 0) return false
  const [name, ...args] = command.words
  const [part] = name ?? []
  if (part?.type !== 'literal' || name?.length !== 1) return false
  if (part.text === 'cat') return args.length === 0 && command.redirections.every(isKnownText)
  return (part.text === 'echo' || part.text === 'printf') && command.redirections.length === 0 && args.every(isKnown)
}

function isKnownText(redirection: Extract<Command, { type: 'simple' }>['redirections'][number]): boolean {
  return redirection.type === 'here-document' && isKnown(redirection.document.text)
}

/** A word that no file and no command has a part in. */
function isKnown(word: Word): boolean {
  return word.every((part) =>
    part.type === 'quoted'
      ? part.parts.every((inner) => inner.type === 'literal' || (inner.type === 'parameter' && isKnown(inner.word)))
      : part.type === 'literal' && !/[*?[]/.test(part.text),
  )
}
