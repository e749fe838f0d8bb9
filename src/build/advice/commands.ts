import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { NotUnderstood } from '../../exec/builtin/notUnderstood.js'
import { parseScript } from '../../exec/builtin/shell/parse.js'
import type { Command, List, Pipeline, Word } from '../../exec/builtin/shell/syntax.js'

/** A simple command as it is written: its words with their quotes gone; `$name` where a variable stands. */
export interface WrittenCommand {
  /** The last part of the program's path. */
  readonly program: string
  readonly args: readonly string[]
  /** The names of the variables that are set for it. */
  readonly variables: readonly string[]
}

/** The pipelines of a shell script, those in loops, conditions and functions among them; none where it is not understood. */
export function pipelinesOf(script: string): WrittenCommand[][] {
  try {
    return inList(parseScript(bytesOfText(script)))
  } catch (error) {
    if (error instanceof NotUnderstood) return []
    throw error
  }
}

function inList(list: List): WrittenCommand[][] {
  return list.flatMap(({ first, rest }) => [first, ...rest.map(({ pipeline }) => pipeline)]).flatMap(inPipeline)
}

function inPipeline({ commands }: Pipeline): WrittenCommand[][] {
  const simple = commands.flatMap((command) => (command.type === 'simple' ? [written(command)] : []))
  return [...(simple.length > 0 ? [simple] : []), ...commands.flatMap(inCompound)]
}

function inCompound(command: Command): WrittenCommand[][] {
  switch (command.type) {
    case 'simple':
      return []
    case 'function':
      return inPipeline({ negated: false, commands: [command.body] })
    case 'if':
      return [...command.branches.flatMap(({ condition, body }) => [condition, body]), command.otherwise].flatMap(
        inList,
      )
    case 'while':
      return [command.condition, command.body].flatMap(inList)
    case 'case':
      return command.items.flatMap(({ body }) => inList(body))
    default:
      return inList(command.body)
  }
}

function written({ words, assignments }: Extract<Command, { type: 'simple' }>): WrittenCommand {
  const [program = '', ...args] = words.map(textOf)
  return { program: program.split('/').at(-1) ?? '', args, variables: assignments.map(({ name }) => name) }
}

function textOf(word: Word): string {
  return word
    .map((part) => {
      if (part.type === 'literal') return textOfBytes(part.text)
      if (part.type === 'quoted') return textOf(part.parts)
      return part.type === 'parameter' ? `$${part.name}` : '$'
    })
    .join('')
}
