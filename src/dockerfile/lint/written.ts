import { blank, splitWords } from '../arguments.js'
import { splitInstruction } from '../flags.js'
import type { From, Instruction } from '../instruction.js'

/** The keyword of an instruction as it is written. */
export function keywordOf({ text }: Instruction): string {
  return text.split(blank, 1)[0] ?? ''
}

/** What follows the keyword and the flags of an instruction. */
export function argumentsOf(instruction: Instruction, escape: string): string {
  return splitInstruction(instruction.text, escape).rest
}

/** The words `AS` and NAME of a FROM as they are written; undefined where it has none. */
export function asNameOf(from: From, escape: string): { as: string; name: string } | undefined {
  const [, as, name] = splitWords(argumentsOf(from, escape))
  return as === undefined || name === undefined ? undefined : { as, name }
}
