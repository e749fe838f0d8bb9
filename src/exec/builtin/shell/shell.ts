import type { ByteString } from '../../../core/bytes.js'
import type { Family } from '../applets/applet.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { scriptAt } from '../programs.js'
import type { Call, System } from '../system.js'
import type { Dialect } from './dialect.js'
import { runScript } from './interpreter.js'
import { noOptions, takeOptions } from './options.js'
import { parseScript } from './parse.js'
import type { ShellState } from './state.js'
import { Variables } from './variables.js'

/** The shell that a program is under a name. */
export function shellOf(family: Family, name: ByteString): Dialect | undefined {
  if (family === 'dash') return { family, posix: false }
  if (family === 'bash') return { family, posix: name === 'sh' }
  if (family === 'busybox' && (name === 'sh' || name === 'ash')) return { family, posix: false }
  return undefined
}

/** Executes a shell as its arguments say (POSIX.1-2017, XCU, sh): `-c TEXT`, or a script's path. */
export async function runShell(system: System, dialect: Dialect, { argv, env, streams }: Call): Promise<number> {
  const [name = '', ...args] = argv
  const options = { ...noOptions }
  const letters = new Set<string>()
  const rest = takeOptions(options, args, dialect, (letter) => {
    if (letter !== 'c') throw new NotUnderstood(`a shell with the option ${letter}`)
    letters.add(letter)
  })
  const [script, ...others] = rest
  if (script === undefined || /^[-+]/.test(script)) throw new NotUnderstood(`a shell with ${args.map(show).join(' ')}`)
  const command = letters.has('c')
  const text = command ? script : await readScript(system, script)
  const [zeroth = name, ...positional] = command ? others : rest
  const state: ShellState = {
    system,
    dialect,
    name: zeroth,
    variables: importVariables(system, dialect, env),
    options,
    functions: new Map(),
    positional,
    status: 0,
    loops: 0,
    calls: 0,
    substitutions: 0,
  }
  return runScript(state, parseScript(text), streams)
}

async function readScript(system: System, path: ByteString): Promise<ByteString> {
  return Buffer.from(await system.read(scriptAt(system, path))).toString('latin1')
}

/** A shell imports what is named like a variable, and finds out where it is. */
function importVariables({ files }: System, dialect: Dialect, env: ReadonlyMap<string, ByteString>): Variables {
  const cwd = `/${files.cwd}`
  const inherited = env.get('PWD')
  // A path that leads here by links is kept, by those shells that hand it on.
  if (inherited !== undefined && inherited !== cwd)
    throw new NotUnderstood('a working directory that is reached by a link')
  const imported = [...env].filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== 'OLDPWD')
  const variables = new Variables(dialect, new Map(imported))
  variables.setOwn('PWD', cwd)
  return variables
}
