import type { ByteString } from '../../../core/bytes.js'
import type { System } from '../system.js'
import type { Dialect } from './dialect.js'
import type { Command } from './syntax.js'
import type { Variables } from './variables.js'

/** What `set` turns on and off. */
export interface Options {
  errexit: boolean
  nounset: boolean
  xtrace: boolean
  pipefail: boolean
  noglob: boolean
}

/** What a shell knows and a subshell has its own copy of (POSIX.1-2017, XCU 2.12); the tree and its working directory aside. */
export interface ShellState {
  readonly system: System
  readonly dialect: Dialect
  /** `$0` */
  readonly name: ByteString
  readonly variables: Variables
  readonly options: Options
  readonly functions: Map<ByteString, Command>
  /** `$1`, `$2` and so on. */
  positional: readonly ByteString[]
  /** `$?` */
  status: number
  /** How many loops, and how many functions or files that `.` reads, the command at hand is in. */
  loops: number
  calls: number
  /** How many command substitutions this shell is in. */
  readonly substitutions: number
}

export function subshellOf(state: ShellState, changes: Partial<ShellState> = {}): ShellState {
  return {
    ...state,
    variables: state.variables.copy(),
    options: { ...state.options },
    functions: new Map(state.functions),
    // What `break` and `return` do in a subshell of what they would leave differs from shell to shell.
    loops: 0,
    calls: 0,
    ...changes,
  }
}
