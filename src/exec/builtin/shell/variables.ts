import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Dialect } from './dialect.js'

interface Variable {
  readonly value: ByteString | undefined
  readonly exported: boolean
  readonly readOnly: boolean
}

/** A shell's variables (POSIX.1-2017, XCU 2.5.3). What a shell sets by itself or gives a meaning to is not understood. */
export class Variables {
  readonly #dialect: Dialect
  readonly #variables: Map<string, Variable>

  /** @param env what the shell imports */
  constructor(dialect: Dialect, env: ReadonlyMap<string, ByteString>) {
    this.#dialect = dialect
    this.#variables = new Map()
    for (const [name, value] of env) this.#variables.set(name, { value, exported: true, readOnly: false })
    for (const [name, value] of env) this.#refuseMeaning(name, value)
  }

  get(name: string): ByteString | undefined {
    if (this.#isShells(name)) throw new NotUnderstood(`the variable ${name}, which the shell sets by itself`)
    return this.#variables.get(name)?.value
  }

  set(name: string, value: ByteString): void {
    const { exported = false, readOnly = false } = this.#variables.get(name) ?? {}
    if (this.#isShells(name) || readOnly) throw new NotUnderstood(`an assignment to ${name}`)
    this.#refuseMeaning(name, value)
    this.#variables.set(name, { value, exported, readOnly })
  }

  /** The shell's own change of one of its own. */
  setOwn(name: 'PWD' | 'OLDPWD', value: ByteString): void {
    this.#variables.set(name, { value, exported: true, readOnly: false })
  }

  mark(name: string, mark: 'exported' | 'readOnly'): void {
    if (this.#isShells(name)) throw new NotUnderstood(`the variable ${name}, which the shell sets by itself`)
    const variable = this.#variables.get(name) ?? { value: undefined, exported: false, readOnly: false }
    this.#variables.set(name, { ...variable, [mark]: true })
  }

  unset(name: string): void {
    if (this.#isShells(name) || ownPlaces.has(name) || this.#variables.get(name)?.readOnly)
      throw new NotUnderstood(`unset of ${name}`)
    this.#variables.delete(name)
  }

  /** What a program gets as its environment. */
  exported(): Map<string, ByteString> {
    const env = new Map<string, ByteString>()
    for (const [name, { value, exported }] of this.#variables) if (exported && value !== undefined) env.set(name, value)
    return env
  }

  copy(): Variables {
    const copy = new Variables(this.#dialect, new Map())
    for (const [name, variable] of this.#variables) copy.#variables.set(name, variable)
    return copy
  }

  #isShells(name: string): boolean {
    return shellsOwn.test(name) || (this.#dialect.family === 'bash' && bashsOwn.test(name))
  }

  /** Values that change how a shell, or every program, behaves. */
  #refuseMeaning(name: string, value: ByteString): void {
    if (meaningful.test(name)) throw new NotUnderstood(`the variable ${name}, which changes how programs behave`)
    // Bash warns of a locale that is not there, and sorts as the locale does.
    if (
      this.#dialect.family === 'bash' &&
      /^(?:LANG|LC_.*)$/.test(name) &&
      !/^(?:C|POSIX|C\.UTF-8|C\.utf8|)$/.test(value)
    )
      throw new NotUnderstood(`the locale ${value}`)
  }
}

const ownPlaces: ReadonlySet<string> = new Set(['PWD', 'OLDPWD'])

/** Variables that one shell or another sets, or that hold what it does not tell. */
const shellsOwn =
  /^(?:_|IFS|PPID|LINENO|RANDOM|SRANDOM|EPOCH.*|SHLVL|HOSTNAME|OPT(?:IND|ERR|ARG)|PS[0-9]|FUNCNAME|MAIL.*|ATTY|HISTSIZE|BB_ASH_VERSION)$/

const bashsOwn =
  /^(?:UID|EUID|GROUPS|SECONDS|SHELL|HOSTTYPE|OSTYPE|MACHTYPE|BASH.*|DIRSTACK|PIPESTATUS|SHELLOPTS|TERM|COLUMNS|LINES|HIST.*|COMP_.*|COPROC|IGNOREEOF|histchars)$/

const meaningful =
  /^(?:BASH_ENV|BASH_FUNC_.*|BASH_COMPAT|BASHOPTS|SHELLOPTS|CDPATH|GLOBIGNORE|GLOBSORT|EXECIGNORE|TIMEFORMAT|POSIXLY_CORRECT|IFS|PS4|LD_PRELOAD|LD_AUDIT)$/
