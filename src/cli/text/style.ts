import { styleText } from 'node:util'
import type { Env, Output } from '../io.js'

/** How the parts of a text are set apart: by colours, or not at all. */
export interface Style {
  readonly error: (text: string) => string
  readonly hint: (text: string) => string
  readonly faint: (text: string) => string
  readonly done: (text: string) => string
  /** What one of two things has and the other has not. */
  readonly added: (text: string) => string
  readonly removed: (text: string) => string
}

const plain = (text: string): string => text
const noColors: Style = { error: plain, hint: plain, faint: plain, done: plain, added: plain, removed: plain }

const colors: Style = {
  error: colored(['bold', 'red']),
  hint: colored('cyan'),
  faint: colored('dim'),
  done: colored('blue'),
  added: colored('green'),
  removed: colored('red'),
}

/** The style for an output: FORCE_COLOR decides, then NO_COLOR, then whether it is a terminal that has colours. */
export function styleFor(output: Output, env: Env): Style {
  return hasColors(output, env) ? colors : noColors
}

function hasColors(output: Output, env: Env): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return !env['NO_COLOR'] && env['TERM'] !== 'dumb' && output.isTTY === true
}

function colored(format: Parameters<typeof styleText>[0]): (text: string) => string {
  return (text) => styleText(format, text, { validateStream: false })
}
