import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Dialect } from './dialect.js'
import type { Options, ShellState } from './state.js'

const byLetter: ReadonlyMap<string, keyof Options> = new Map([
  ['e', 'errexit'],
  ['u', 'nounset'],
  ['x', 'xtrace'],
  ['f', 'noglob'],
])
const byName: ReadonlyMap<string, keyof Options> = new Map(
  ([...byLetter.values(), 'pipefail'] as const).map((name) => [name, name]),
)

export const noOptions: Options = { errexit: false, nounset: false, xtrace: false, pipefail: false, noglob: false }

/**
 * Turns options on and off as leading arguments say (`-e`, `+x`, `-eo pipefail`), and gives the arguments behind them.
 * @param others letters that mean something else, which `other` is told of
 */
export function takeOptions(
  options: Options,
  args: readonly ByteString[],
  dialect: Dialect,
  other: (letter: string) => void,
): readonly ByteString[] {
  let at = 0
  for (; /^[-+][A-Za-z]+$/.test(args[at] ?? ''); at++) {
    const word = args[at] ?? ''
    for (const letter of word.slice(1)) {
      const option = letter === 'o' ? byName.get(args[++at] ?? '') : byLetter.get(letter)
      if (option === 'pipefail' && dialect.family === 'dash')
        throw new NotUnderstood('an option that not every dash has')
      if (option) options[option] = word.startsWith('-')
      else other(letter)
    }
  }
  return args.slice(at)
}

/** `set`: options, and behind them the positional parameters. */
export function setOptions(state: ShellState, args: readonly ByteString[]): number {
  const rest = takeOptions(state.options, args, state.dialect, (letter) => {
    throw new NotUnderstood(`set with the option ${letter}`)
  })
  if (args.length === 0 || rest[0] === '-' || rest[0] === '+') throw new NotUnderstood('set without options')
  if (rest.length > 0) state.positional = rest[0] === '--' ? rest.slice(1) : rest
  return 0
}
