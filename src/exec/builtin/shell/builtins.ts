import type { ByteString } from '../../../core/bytes.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { changeDirectory } from './changeDirectory.js'
import { ExitShell, LeaveLoop, Return } from './control.js'
import { setOptions } from './options.js'
import type { ShellState } from './state.js'
import type { Streams } from './streams.js'

/** A builtin that changes the shell itself, and its exit status. */
type Builtin = (state: ShellState, args: readonly ByteString[], streams: Streams) => number | Promise<number>

/** Builtins whose assignments stay (POSIX.1-2017, XCU 2.14), as far as they are understood. */
export const specialBuiltins: ReadonlyMap<ByteString, Builtin> = new Map<ByteString, Builtin>([
  [':', () => 0],
  ['break', (state, args) => leaveLoop(state, args, false)],
  ['continue', (state, args) => leaveLoop(state, args, true)],
  [
    'exit',
    (state, args) => {
      throw new ExitShell(statusOf(state, args))
    },
  ],
  ['export', (state, args) => mark(state, args, 'exported')],
  ['readonly', (state, args) => mark(state, args, 'readOnly')],
  [
    'return',
    (state, args) => {
      if (state.calls === 0) throw new NotUnderstood('return outside a function')
      throw new Return(statusOf(state, args))
    },
  ],
  ['set', setOptions],
  ['shift', shift],
  ['unset', unset],
])

/** The other builtins that do what no program could. */
export const regularBuiltins: ReadonlyMap<ByteString, Builtin> = new Map<ByteString, Builtin>([
  ['cd', changeDirectory],
  ['false', () => 1],
  ['pwd', printDirectory],
  ['true', () => 0],
  ['umask', umask],
])

/** Builtins that do the same as a program of that name, each shell in its own way. */
export const sharedBuiltins: ReadonlySet<ByteString> = new Set(['[', 'echo', 'printf', 'test'])

/** Builtins that one shell or another has and that are not understood, even where a program has their name. */
export const foreignBuiltins: ReadonlySet<ByteString> = new Set(
  `. alias bg bind builtin caller chdir command compgen complete compopt declare dirs disown enable eval exec fc fg getopts hash
   help history jobs kill let local logout mapfile popd pushd read readarray shopt source suspend times trap type typeset ulimit
   unalias wait [[`.split(/\s+/),
)

function statusOf(state: ShellState, args: readonly ByteString[]): number {
  const [word] = args
  if (word === undefined) return state.status
  if (args.length > 1 || !/^[0-9]{1,3}$/.test(word) || Number(word) > 255) throw new NotUnderstood(`the status ${word}`)
  return Number(word)
}

function leaveLoop(state: ShellState, args: readonly ByteString[], again: boolean): never {
  const [word = '1'] = args
  const levels = Number(word)
  if (args.length > 1 || !/^[1-9][0-9]?$/.test(word) || levels > state.loops)
    throw new NotUnderstood(`break or continue of ${word} loops among ${state.loops}`)
  throw new LeaveLoop(levels, again)
}

/** `export` and `readonly` of names, and of assignments. */
function mark(state: ShellState, args: readonly ByteString[], which: 'exported' | 'readOnly'): number {
  if (args.length === 0) throw new NotUnderstood('a list of variables')
  for (const arg of args) {
    const [, name = '', value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([^]*))?$/.exec(arg) ?? []
    if (name === '') throw new NotUnderstood(`the name ${arg}`)
    if (value !== undefined) state.variables.set(name, value)
    state.variables.mark(name, which)
  }
  return 0
}

function unset(state: ShellState, args: readonly ByteString[]): number {
  const [option] = args
  for (const name of option === '-v' || option === '-f' ? args.slice(1) : args) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new NotUnderstood(`the name ${name}`)
    if (option === '-f') state.functions.delete(name)
    // Bash takes the name for a function's where no variable has it.
    else if (option !== '-v' && state.functions.has(name)) throw new NotUnderstood(`unset of the function ${name}`)
    else state.variables.unset(name)
  }
  return 0
}

function shift(state: ShellState, args: readonly ByteString[]): number {
  const [word = '1'] = args
  if (args.length > 1 || !/^[0-9]{1,6}$/.test(word) || Number(word) > state.positional.length)
    throw new NotUnderstood(`shift ${word}`)
  state.positional = state.positional.slice(Number(word))
  return 0
}

function umask({ system: { files } }: ShellState, args: readonly ByteString[], { output }: Streams): number {
  const [mask] = args
  if (mask === undefined) output.write(`${files.umask.toString(8).padStart(4, '0')}\n`)
  else if (args.length === 1 && /^[0-7]{1,4}$/.test(mask) && parseInt(mask, 8) <= 0o777) files.umask = parseInt(mask, 8)
  else throw new NotUnderstood(`umask ${mask}`)
  return 0
}

function printDirectory(state: ShellState, args: readonly ByteString[], { output }: Streams): number {
  if (args.length > 0) throw new NotUnderstood(`pwd ${args.map(show).join(' ')}`)
  output.write(`${state.variables.get('PWD') ?? ''}\n`)
  return 0
}
