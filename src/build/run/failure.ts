import { constants } from 'node:os'
import { OciPackError } from '../../core/errors.js'
import type { RunExit } from '../../exec/executor.js'

/** How a process that failed ended, as an error. */
export function failure(argv: readonly string[], exit: RunExit): OciPackError {
  const command = `the command ${JSON.stringify(argv.join(' '))}`
  if ('signal' in exit) return new OciPackError('run', `${command} was ended by ${exit.signal}`, hintFor(exit.signal))
  const signal = signalOf(exit.status)
  const what = signal === undefined ? '' : `, which a shell gives for what ${signal} ended`
  return new OciPackError(
    'run',
    `${command} ended with exit status ${exit.status}${what}`,
    hintFor(signal, exit.status),
  )
}

/** Shells add 128 to a signal's number. */
function signalOf(status: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => status === 128 + number)?.[0]
}

const meanings: Readonly<Record<number, string>> = {
  126: 'A shell gives 126 for a file that it may not execute.',
  127: 'A shell gives 127 for a command that it does not find.',
}

function hintFor(signal: string | undefined, status?: number): { readonly hint: string } {
  const meaning = signal === 'SIGKILL' ? 'The kernel ends programs so where memory runs out.' : meanings[status ?? 0]
  return { hint: ['Its output stands above.', ...(meaning === undefined ? [] : [meaning])].join(' ') }
}
