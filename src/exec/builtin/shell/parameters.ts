import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Dialect } from './dialect.js'
import { compilePattern, type Segment, withoutMatch } from './pattern.js'
import type { ShellState } from './state.js'

/**
 * The value of a parameter (POSIX.1-2017, XCU 2.5), or undefined where it is not set.
 * @param substituted the status of a command substitution in the same command, which some shells have in `$?` by then
 */
export function parameterValue(
  state: ShellState,
  name: string,
  substituted: number | undefined,
): ByteString | undefined {
  if (/^[A-Za-z_]/.test(name)) return state.variables.get(name)
  if (name === '0') return state.name
  if (/^[0-9]+$/.test(name)) return state.positional[Number(name) - 1]
  if (name === '#') return String(state.positional.length)
  if (name === '?' && substituted === undefined) return String(state.status)
  throw new NotUnderstood(`the parameter $${name}`)
}

/** `${#name}`: dash counts bytes, others characters. */
export function lengthOf(value: ByteString, { family }: Dialect): ByteString {
  if (family !== 'dash' && !/^[\x00-\x7f]*$/.test(value))
    throw new NotUnderstood('the length of a text that is not ASCII')
  return String(value.length)
}

/** `${name#pattern}` and its kin. */
export function withoutAffix(
  value: ByteString,
  pattern: readonly Segment[],
  operator: '#' | '##' | '%' | '%%',
): ByteString {
  return withoutMatch(value, compilePattern(pattern), operator)
}
