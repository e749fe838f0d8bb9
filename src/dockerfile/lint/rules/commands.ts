import type { Location } from '../../../core/errors.js'
import type { Command, Healthcheck } from '../../instruction.js'
import type { Report } from '../report.js'
import { keywordOf } from '../written.js'

/** Where a stage has its last CMD, ENTRYPOINT and HEALTHCHECK so far. */
export type LastOnes = Readonly<Partial<Record<(Command | Healthcheck)['kind'], Location>>>

/** MultipleInstructionsDisallowed, told of the one that does not count. */
export function checkLast(instruction: Command | Healthcheck, last: LastOnes, report: Report): LastOnes {
  const { kind, location } = instruction
  const before = last[kind]
  if (before !== undefined) {
    const keyword = kind.toUpperCase()
    const message = `Another ${keyword} follows in this stage, and only the last one counts`
    report('MultipleInstructionsDisallowed', before, message, 'Remove this one.')
  }
  return { ...last, [kind]: location }
}

/** JSONArgsRecommended. A stage that has set a shell of its own wants it. */
export function checkForm(instruction: Command, ownShell: boolean, report: Report): void {
  const { command, location } = instruction
  if (command.form === 'exec' || ownShell) return
  const keyword = keywordOf(instruction)
  report(
    'JSONArgsRecommended',
    location,
    `A shell runs what ${keyword} says, and signals do not reach the program`,
    `Write a JSON array: ${keyword} ["PROGRAM", "ARGUMENT"].`,
  )
}
