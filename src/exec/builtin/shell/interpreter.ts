import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'
import { ExitShell, LeaveLoop, Return } from './control.js'
import { Expander } from './expand.js'
import { compilePattern, matches } from './pattern.js'
import { refuseRace } from './pipes.js'
import { redirect } from './redirect.js'
import { runSimple } from './simple.js'
import { type ShellState, subshellOf } from './state.js'
import { Gathered, type Streams, TextInput } from './streams.js'
import type { AndOr, Command, Compound, List, Pipeline, Redirection, Word } from './syntax.js'
import { headTrace } from './trace.js'

/** What one turn of a loop costs, beside its commands. */
const turnCost = 100

/** Executes a script in a shell of its own and gives its exit status. @throws NotUnderstood */
export async function runScript(state: ShellState, script: List, streams: Streams): Promise<number> {
  try {
    return await state.system.budget.nested(() => new Interpreter(state).list(script, streams, false))
  } catch (error) {
    if (error instanceof ExitShell) return error.status
    throw error
  }
}

/** Executes commands (POSIX.1-2017, XCU 2.9). `tested` says that a failure is looked at, so that `set -e` does not mind it. */
export class Interpreter {
  readonly state: ShellState

  constructor(state: ShellState) {
    this.state = state
  }

  async list(list: List, streams: Streams, tested: boolean): Promise<number> {
    let status = 0
    for (const andOr of list) status = await this.#andOr(andOr, streams, tested)
    return status
  }

  async #andOr({ first, rest }: AndOr, streams: Streams, tested: boolean): Promise<number> {
    let status = await this.#pipeline(first, streams, tested || rest.length > 0)
    for (const [i, { operator, pipeline }] of rest.entries()) {
      if ((status === 0) === (operator === '&&'))
        status = await this.#pipeline(pipeline, streams, tested || i < rest.length - 1)
    }
    return status
  }

  async #pipeline({ negated, commands }: Pipeline, streams: Streams, tested: boolean): Promise<number> {
    const [first, second] = commands
    if (!first) throw new NotUnderstood('a pipeline of no commands')
    const status = second
      ? this.#checked(await this.#pipe(commands, streams), tested || negated)
      : await this.command(first, streams, tested || negated)
    return negated ? (this.state.status = status === 0 ? 1 : 0) : status
  }

  async #pipe(commands: readonly Command[], streams: Streams): Promise<number> {
    refuseRace(commands)
    const { options, system } = this.state
    if (options.xtrace) throw new NotUnderstood('a trace of a pipeline')
    let { input } = streams
    let failed = 0
    for (const [i, command] of commands.entries()) {
      const last = i === commands.length - 1
      const gathered = new Gathered(system.budget)
      const output = last ? streams.output : gathered
      const status = await this.subshell([alone(command)], { ...streams, input, output }, true)
      // Who writes to one that does not read to the end may be killed for it.
      if (i > 0 && !(await input.isUsedUp())) throw new NotUnderstood('a pipeline whose text is not read')
      if (status !== 0 && (last || options.pipefail)) failed = status
      input = TextInput.of(gathered.text)
    }
    return failed
  }

  async command(command: Command, streams: Streams, tested: boolean): Promise<number> {
    if (command.type === 'simple') return this.#checked(await runSimple(this, command, streams, tested), tested)
    if (command.type === 'function') {
      this.state.functions.set(command.name, command.body)
      return (this.state.status = 0)
    }
    return this.redirected(this.expander(streams), command.redirections, streams, (redirected) =>
      this.#compound(command, redirected, tested),
    )
  }

  /** Runs something with other streams. */
  async redirected<T>(
    expander: Expander,
    redirections: readonly Redirection[],
    streams: Streams,
    run: (streams: Streams) => Promise<T>,
  ): Promise<T> {
    if (redirections.length === 0) return run(streams)
    const { streams: changed, opened } = await redirect(this.state.system, expander, redirections, streams)
    try {
      return await run(changed)
    } finally {
      for (const output of opened) output.close()
    }
  }

  async #compound(command: Compound, streams: Streams, tested: boolean): Promise<number> {
    switch (command.type) {
      case 'group':
        return this.list(command.body, streams, tested)
      case 'subshell':
        return this.#checked(await this.subshell(command.body, streams, tested), tested)
      case 'if':
        for (const { condition, body } of command.branches)
          if ((await this.list(condition, streams, true)) === 0) return this.list(body, streams, tested)
        return command.otherwise.length > 0 ? this.list(command.otherwise, streams, tested) : (this.state.status = 0)
      case 'for':
        return this.#for(command, streams, tested)
      case 'while': {
        const { condition, until, body } = command
        const goesOn = async (): Promise<boolean> => ((await this.list(condition, streams, true)) === 0) !== until
        return this.#loop(goesOn, body, streams, tested)
      }
      case 'case':
        return this.#case(command, streams, tested)
    }
  }

  async #for(
    { name, words, body }: Extract<Compound, { type: 'for' }>,
    streams: Streams,
    tested: boolean,
  ): Promise<number> {
    const values = words ? await this.#expanded(streams, (expander) => expander.fields(words)) : this.state.positional
    let next = 0
    const goesOn = (): Promise<boolean> => {
      const value = values[next++]
      if (value === undefined) return Promise.resolve(false)
      if (this.state.options.xtrace)
        streams.error.write(headTrace(this.state, ['for', name, 'in', ...(words ?? ['"$@"'])]))
      this.state.variables.set(name, value)
      return Promise.resolve(true)
    }
    return this.#loop(goesOn, body, streams, tested)
  }

  async #case(
    { subject, items }: Extract<Compound, { type: 'case' }>,
    streams: Streams,
    tested: boolean,
  ): Promise<number> {
    if (this.state.options.xtrace) streams.error.write(headTrace(this.state, ['case', subject, 'in']))
    const text = await this.#expanded(streams, (expander) => expander.subject(subject))
    const chosen = async (patterns: readonly Word[]): Promise<boolean> => {
      for (const pattern of patterns) {
        const segments = await this.#expanded(streams, (expander) => expander.pattern(pattern))
        if (matches(compilePattern(segments), text)) return true
      }
      return false
    }
    for (const { patterns, body } of items)
      if (await chosen(patterns)) return body.length > 0 ? this.list(body, streams, tested) : (this.state.status = 0)
    return (this.state.status = 0)
  }

  /** Expands words that belong to no simple command. */
  async #expanded<T>(streams: Streams, expand: (expander: Expander) => Promise<T>): Promise<T> {
    const expander = this.expander(streams)
    const result = await expand(expander)
    // Whether `$?` is a substitution's status now depends on the shell.
    if (expander.substituted !== undefined && expander.substituted !== this.state.status)
      throw new NotUnderstood('a substitution whose status is not the last command’s')
    return result
  }

  /** Executes a body as long as its loop goes on. */
  async #loop(goesOn: () => Promise<boolean>, body: List, streams: Streams, tested: boolean): Promise<number> {
    const { state } = this
    let status = 0
    state.loops++
    for (;;) {
      state.system.budget.spend(turnCost)
      try {
        if (!(await goesOn())) break
        status = await this.list(body, streams, tested)
      } catch (error) {
        if (!(error instanceof LeaveLoop)) throw error
        if (error.levels > 1) {
          state.loops--
          throw new LeaveLoop(error.levels - 1, error.again)
        }
        status = 0
        if (!error.again) break
      }
    }
    state.loops--
    return (state.status = status)
  }

  /** Calls a function. */
  async call(body: Command, args: readonly ByteString[], streams: Streams, tested: boolean): Promise<number> {
    const { state } = this
    const { positional } = state
    state.positional = args
    const status = await this.apart(() => this.command(body, streams, tested))
    state.positional = positional
    return status
  }

  /** Executes what `return` leaves, and what loops around it have no part in. */
  async apart(run: () => Promise<number>): Promise<number> {
    const { state } = this
    const { loops } = state
    state.loops = 0
    state.calls++
    try {
      return await state.system.budget.nested(run)
    } catch (error) {
      if (error instanceof Return) return (state.status = error.status)
      throw error
    } finally {
      state.loops = loops
      state.calls--
    }
  }

  /** Executes a list in a copy of this shell; only what it does to the tree stays. */
  async subshell(body: List, streams: Streams, tested: boolean, changes: Partial<ShellState> = {}): Promise<number> {
    const { budget, files } = this.state.system
    try {
      return await budget.nested(() =>
        files.inPlace(() => new Interpreter(subshellOf(this.state, changes)).list(body, streams, tested)),
      )
    } catch (error) {
      if (error instanceof ExitShell) return error.status
      throw error
    }
  }

  /** An expander for one command, whose substitutions write their errors to its streams. */
  expander(streams: Streams): Expander {
    return new Expander(this.state, async (body) => {
      const output = new Gathered(this.state.system.budget)
      const substitutions = this.state.substitutions + 1
      const status = await this.subshell(body, { ...streams, output }, false, { substitutions })
      return { text: output.text, status }
    })
  }

  /** Minds a failure that nobody looks at. */
  #checked(status: number, tested: boolean): number {
    const { state } = this
    state.status = status
    if (status === 0 || tested || !state.options.errexit) return status
    // Some shells carry `set -e` into substitutions, some only from commands that nobody looks at.
    if (state.substitutions > 0) throw new NotUnderstood('a failure in a substitution, with set -e')
    throw new ExitShell(status)
  }
}

function alone(command: Command): AndOr {
  return { first: { negated: false, commands: [command] }, rest: [] }
}
