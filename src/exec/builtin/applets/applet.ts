import type { ByteString } from '../../../core/bytes.js'
import type { FileSystem } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'

/** A program's effect on a tree, exactly as its real implementations agree on it. @throws NotUnderstood */
export type Applet = (files: FileSystem, args: readonly ByteString[]) => void

/**
 * Splits a program's arguments into one-letter options out of `letters` and operands (POSIX.1-2017, XBD 12.2). Long options are
 * given by the letter that they stand for. @throws NotUnderstood for any other option, and one behind an operand
 */
export function splitOptions(
  args: readonly ByteString[],
  letters: string,
  long: Readonly<Record<string, string>> = {},
): { options: ReadonlySet<string>; operands: readonly ByteString[] } {
  const options = new Set<string>()
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--' || arg === '-' || !arg.startsWith('-')) break
    for (const letter of long[arg] ?? arg.slice(1)) {
      if (!letters.includes(letter)) throw new NotUnderstood(`the option ${arg}`)
      options.add(letter)
    }
  }
  const ended = args[at] === '--'
  const operands = args.slice(ended ? at + 1 : at)
  if (!ended && operands.some((operand) => operand.startsWith('-')))
    throw new NotUnderstood('an option behind an operand')
  if (operands.length === 0) throw new NotUnderstood('no operand')
  return { options, operands }
}
