import { parseHeredocMarker } from './heredoc.js'
import type { Run } from './instruction.js'

/** The folder in which a script that came as a here-document is mounted, read-only, while its RUN goes on. */
export const scriptFolder = '/dev/pipes'

/** A file of mode 0755 that has to stand in `scriptFolder`. */
export interface Script {
  readonly name: string
  readonly content: string
}

export interface RunCommand {
  readonly argv: readonly string[]
  readonly script?: Script
}

/**
 * What a RUN executes, `shell` being what SHELL has set. A here-document that is the whole command is the text the shell gets, or, where
 * it begins with `#!`, a script; any other is given to the shell with the command, to read it there.
 */
export function runCommand({ command, heredocs }: Run, shell: readonly string[]): RunCommand {
  if (command.form === 'exec') return { argv: command.argv }
  const [first] = heredocs
  if (first === undefined) return { argv: [...shell, command.text] }
  if (parseHeredocMarker(command.text) === undefined) {
    return { argv: [...shell, command.text + heredocs.map(({ raw, name }) => `\n${raw}${name}`).join('')] }
  }
  const { name, content, raw } = first
  if (!raw.startsWith('#!')) return { argv: [...shell, content] }
  return { argv: [...shell, `${scriptFolder}/${name}`], script: { name, content } }
}
