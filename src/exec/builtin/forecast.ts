import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { applets } from './applets/index.js'
import { baseName } from './fileSystem.js'
import { NotUnderstood } from './notUnderstood.js'
import { regularBuiltins, specialBuiltins } from './shell/builtins.js'
import { commandsIn } from './shell/commands.js'
import { parseScript } from './shell/parse.js'
import type { Command, Word } from './shell/syntax.js'

/** What is known of a RUN before its image is. */
export interface Forecast {
  readonly argv: readonly string[]
  /** A script that one of the arguments names. */
  readonly script?: { readonly name: string; readonly content: string } | undefined
  /** As USER has it; empty for root. */
  readonly user: string
  readonly mounts: number
}

const shells: ReadonlySet<string> = new Set(['sh', 'ash', 'dash', 'bash'])

/**
 * Why a RUN needs a process, whatever is in its image; undefined where it can perhaps be applied as data: if the image's programs are those
 * that are known, and nothing goes wrong.
 */
export function whyProcess({ argv, script, user, mounts }: Forecast): string | undefined {
  if (!/^(?:root|0)?(?::|$)/.test(user)) return 'the user is not root'
  if (mounts > 0) return 'it has mounts'
  try {
    return script ? whyOfScript(script.content) : whyOfCommand(argv)
  } catch (error) {
    if (error instanceof NotUnderstood) return error.message
    throw error
  }
}

function whyOfCommand([program = '', ...args]: readonly string[]): string | undefined {
  if (!shells.has(nameOf(program))) return isKnown(nameOf(program)) ? undefined : `it runs ${program}`
  const flag = args.findIndex((arg) => /^-[a-z]*c$/.test(arg))
  const text = args[flag + 1]
  return flag < 0 || text === undefined ? `it runs ${program} ${args.join(' ')}` : whyOfText(text)
}

/** A script whose first line names what reads it. */
function whyOfScript(content: string): string | undefined {
  const [, interpreter = ''] = /^#!\s*(?:\S*\/env\s+)?(\S+)/.exec(content) ?? []
  return shells.has(nameOf(interpreter)) ? whyOfText(content) : `it runs ${interpreter}`
}

function whyOfText(text: string): string | undefined {
  const commands = [...commandsIn(parseScript(bytesOfText(text)))]
  const functions = new Set(commands.flatMap((command) => (command.type === 'function' ? [command.name] : [])))
  for (const command of commands) {
    const name = programOf(command)
    if (name === undefined || isKnown(nameOf(name)) || functions.has(name)) continue
    return name === '' ? 'it runs a program that an expansion names' : `it runs ${textOfBytes(name)}`
  }
  return undefined
}

/** What a simple command calls; empty where that is known only when it runs. */
function programOf(command: Command): string | undefined {
  const word = command.type === 'simple' ? command.words[0] : undefined
  return word && literal(word)
}

function literal(word: Word): string {
  const [part, ...others] = word
  if (part === undefined || others.length > 0) return ''
  return part.type === 'literal' ? part.text : part.type === 'quoted' ? literal(part.parts) : ''
}

function isKnown(name: string): boolean {
  return name === '.' || applets.has(name) || specialBuiltins.has(name) || regularBuiltins.has(name) || shells.has(name)
}

function nameOf(program: string): string {
  return baseName(program)
}
