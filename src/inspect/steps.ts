import type { History } from '../oci/config.js'
import { goTexts } from './goValues.js'

/** One step of an image's making, as its history tells. */
export interface Step {
  /** As it is written there. */
  readonly createdBy: string | undefined
  /** As the line of a Dockerfile that it was; undefined where nothing is told. */
  readonly instruction: string | undefined
  /** The layer that it made, counted from 0; undefined where it made none. */
  readonly layer: number | undefined
}

/** The steps of a history (OCI image-spec, config.md, "history") with the layers that they made: the first that is not empty made the lowest. */
export function stepsOf(history: readonly History[]): Step[] {
  let next = 0
  return history.map(({ created_by: createdBy, empty_layer: isEmpty = false }) => ({
    createdBy,
    instruction: createdBy === undefined ? undefined : instructionOf(createdBy),
    layer: isEmpty ? undefined : next++,
  }))
}

const shell = '/bin/sh -c '

/**
 * The line of a Dockerfile that a `created_by` tells of. The old builder wrote `/bin/sh -c #(nop) CMD ["bash"]` for what runs nothing and
 * `|1 NAME=value /bin/sh -c command` for RUN; BuildKit writes `RUN |1 NAME=value /bin/sh -c command # buildkit`.
 */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/ # buildkit$/, '').trim()
  if (text.startsWith(`${shell}#(nop)`)) return asWritten(text.slice(`${shell}#(nop)`.length).trim())
  const [, run = '', command] = /^(RUN )?(?:\|\d+ .*? )?\/bin\/sh -c (.*)$/s.exec(text) ?? []
  if (command !== undefined && (run !== '' || text.startsWith('|') || text.startsWith(shell))) return `RUN ${command}`
  return asWritten(text)
}

/** What Go's `%q` and `%v` made of lists and structures, as a Dockerfile has it. */
function asWritten(text: string): string {
  const [, keyword, list] = /^(CMD|ENTRYPOINT) \[(".*")\]$/s.exec(text) ?? []
  if (keyword !== undefined && list !== undefined) return `${keyword} ${commandOf(goTexts(list))}`
  // What does not end so is not looked through again and again for the end of the list.
  const [, test, options] = (text.endsWith('}') && /^HEALTHCHECK &\{\[(.*?)\] ("[^"]*" .*)\}$/s.exec(text)) || []
  return test === undefined || options === undefined ? text : healthcheckOf(goTexts(test), goTexts(options))
}

/** The shell form of what the usual shell runs, or else the exec form. */
function commandOf(argv: readonly string[]): string {
  const [program, flag, command, ...more] = argv
  const isShell = program === '/bin/sh' && flag === '-c' && command !== undefined && more.length === 0
  return isShell ? command : `[${argv.map((word) => JSON.stringify(word)).join(', ')}]`
}

const optionNames = ['interval', 'timeout', 'start-period', 'start-interval']

/** The last option is the count of retries, as the character of that number; those before are durations. What is 0 was not said. */
function healthcheckOf([kind, ...argv]: readonly string[], options: readonly string[]): string {
  if (kind === 'NONE') return 'HEALTHCHECK NONE'
  const retries = options.at(-1)?.codePointAt(0) ?? 0
  const said = options.slice(0, -1).map((value, i) => (value === '0s' ? '' : `--${optionNames[i] ?? ''}=${value}`))
  const command = kind === 'CMD-SHELL' ? argv.join(' ') : commandOf(argv)
  return ['HEALTHCHECK', ...said, retries === 0 ? '' : `--retries=${retries}`, 'CMD', command].filter(Boolean).join(' ')
}
