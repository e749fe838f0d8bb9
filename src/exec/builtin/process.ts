import type { ByteString } from '../../core/bytes.js'
import type { Family } from './applets/applet.js'
import { applets } from './applets/index.js'
import { baseName, show } from './fileSystem.js'
import type { Identify } from './identity.js'
import { NotUnderstood } from './notUnderstood.js'
import { familyOf, findProgram } from './programs.js'
import { runShell, shellOf } from './shell/shell.js'
import { nowhere } from './shell/streams.js'
import type { Call, System } from './system.js'

/** Executes a program of the tree and gives its exit status. @throws NotUnderstood */
export function execute(system: System, identify: Identify, call: Call): Promise<number> {
  return system.budget.nested(async () => {
    const [word = '', ...args] = call.argv
    const program = findProgram(system, word, call.env.get('PATH'))
    const identity = program && (await identify(program.file))
    if (!identity) throw new NotUnderstood(`${show(word)} is no program that is known`)
    if (identity.type === 'script')
      return execute(system, identify, { ...call, argv: [...identity.interpreter, program.path, ...args] })
    const family = familyOf(program, identity, baseName(word))
    // `busybox NAME` is the same as a link of that name.
    const argv = baseName(word) === 'busybox' ? args : call.argv
    const name = baseName(argv[0] ?? '')
    const shell = shellOf(family, name)
    if (shell) return system.files.inPlace(() => runShell(system, shell, { ...call, argv }))
    if (name === 'env' && isPlainEnv(args)) return execute(system, identify, { ...call, argv: args })
    return invoke(system, name, family, { ...call, argv })
  })
}

/** Calls the applet of a name, as a family has it. @throws NotUnderstood */
export async function invoke(system: System, name: ByteString, family: Family, call: Call): Promise<number> {
  const applet = applets.get(name)
  if (!applet) throw new NotUnderstood(`the command ${show(name)}`)
  const { files, read } = system
  const { argv, env, streams } = call
  return applet({
    files,
    name,
    args: argv.slice(1),
    family,
    env,
    input: streams.input,
    read,
    print: (text) => streams.output.write(text),
    complain() {
      if (streams.error !== nowhere) throw new NotUnderstood(`an error message of ${name}`)
    },
  })
}

/** `env PROGRAM ARGUMENT...`, as scripts name their interpreter. */
function isPlainEnv([word = '']: readonly ByteString[]): boolean {
  return /^[^-=][^=]*$/.test(word)
}
