import type { ByteString } from '../../../core/bytes.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { foreignBuiltins, regularBuiltins, sharedBuiltins, specialBuiltins } from './builtins.js'
import type { Expander } from './expand.js'
import type { Interpreter } from './interpreter.js'
import { source } from './source.js'
import type { Streams } from './streams.js'
import type { Assignment, Command, Word } from './syntax.js'
import { type Assigned, traceOf } from './trace.js'

type SimpleCommand = Extract<Command, { type: 'simple' }>

/** What a command costs, beside what it expands and prints. */
const commandCost = 500

/** Executes a simple command (POSIX.1-2017, XCU 2.9.1) and gives its exit status. */
export async function runSimple(
  shell: Interpreter,
  command: SimpleCommand,
  streams: Streams,
  tested: boolean,
): Promise<number> {
  const { state } = shell
  state.system.budget.spend(commandCost)
  const { assignments, redirections } = command
  // Shells differ on what comes first.
  if (redirections.length > 0 && assignments.some(({ value }) => holdsCommand(value)))
    throw new NotUnderstood('an assignment of a substitution, with a redirection')
  const expander = shell.expander(streams)
  const fields = await expandCommand(expander, command.words)
  const [name, ...args] = fields
  const assigned =
    name === undefined ? await assign(shell, expander, assignments, streams) : await values(expander, assignments)
  if (state.options.xtrace && (name !== undefined || state.dialect.family !== 'bash'))
    streams.error.write(traceOf(state, assigned, fields))
  return shell.redirected(expander, redirections, streams, async (redirected) => {
    if (name === undefined) return expander.substituted ?? 0
    const own = runnerOf(shell, name, tested)
    if (own) {
      // Whether they stay differs from shell to shell.
      if (assigned.length > 0) throw new NotUnderstood(`assignments before ${name}`)
      return own(args, redirected)
    }
    const variables = state.variables.copy()
    for (const { name: variable, value } of assigned) {
      if (variable === 'PATH') throw new NotUnderstood('a PATH for one command')
      variables.set(variable, value)
      variables.mark(variable, 'exported')
    }
    const call = { argv: fields, env: variables.exported(), streams: redirected }
    return sharedBuiltins.has(name) ? state.system.invoke(name, state.dialect.family, call) : state.system.execute(call)
  })
}

/** What executes a command within the shell; undefined for a program, and for a builtin that acts like one. */
function runnerOf(
  shell: Interpreter,
  name: ByteString,
  tested: boolean,
): ((args: readonly ByteString[], streams: Streams) => number | Promise<number>) | undefined {
  const { state } = shell
  const special = specialBuiltins.get(name)
  const body = special ? undefined : state.functions.get(name)
  if (body) return (args, streams) => shell.call(body, args, streams, tested)
  if (name === '.') return (args, streams) => source(shell, args, streams, tested)
  const builtin = special ?? regularBuiltins.get(name)
  if (builtin) return (args, streams) => builtin(state, args, streams)
  if (foreignBuiltins.has(name)) throw new NotUnderstood(`the command ${show(name)}`)
  return undefined
}

/** The fields of a command. Assignments that `export` and its kin make are one field each, in some shells whatever they hold. */
async function expandCommand(expander: Expander, words: readonly Word[]): Promise<ByteString[]> {
  const [first, ...others] = words
  if (!first) return []
  if (isDeclaration(plainWord(first))) {
    const fields = [plainWord(first) ?? '']
    for (const word of others)
      fields.push(...(isAssignment(word) ? [await expander.single(word)] : await expander.fields([word])))
    return fields
  }
  const fields = await expander.fields(words)
  if (isDeclaration(fields[0])) throw new NotUnderstood(`${fields[0] ?? ''} that an expansion made`)
  return fields
}

function isDeclaration(name: ByteString | undefined): boolean {
  return name === 'export' || name === 'readonly'
}

function isAssignment([part]: Word): boolean {
  return part?.type === 'literal' && /^[A-Za-z_][A-Za-z0-9_]*=/.test(part.text)
}

function plainWord(word: Word): ByteString | undefined {
  const [part, ...others] = word
  return part?.type === 'literal' && others.length === 0 ? part.text : undefined
}

/** Makes assignments in the shell itself, one after the other. */
async function assign(
  shell: Interpreter,
  expander: Expander,
  assignments: readonly Assignment[],
  streams: Streams,
): Promise<Assigned[]> {
  const { state } = shell
  const assigned: Assigned[] = []
  for (const { name, value: word } of assignments) {
    const value = await expander.text(word)
    state.variables.set(name, value)
    assigned.push({ name, value })
    if (state.options.xtrace && state.dialect.family === 'bash')
      streams.error.write(traceOf(state, [{ name, value }], []))
  }
  return assigned
}

/** The values of assignments for one command. Whether a later one sees an earlier one differs from shell to shell. */
async function values(expander: Expander, assignments: readonly Assignment[]): Promise<Assigned[]> {
  const assigned: Assigned[] = []
  for (const { name, value } of assignments) {
    if (assigned.length > 0 && !value.every(isText)) throw new NotUnderstood('assignments that may see each other')
    assigned.push({ name, value: await expander.text(value) })
  }
  return assigned
}

function isText(part: Word[number]): boolean {
  return part.type === 'literal' || (part.type === 'quoted' && part.parts.every(isText))
}

function holdsCommand(word: Word): boolean {
  return word.some(
    (part) =>
      part.type === 'command' ||
      (part.type === 'quoted' && holdsCommand(part.parts)) ||
      (part.type === 'parameter' && holdsCommand(part.word)) ||
      (part.type === 'arithmetic' && holdsCommand(part.expression)),
  )
}
