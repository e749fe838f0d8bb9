import type { Problem, RunReport, ValueReport } from '../../index.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatColumns } from '../text/table.js'
import { formatSeconds } from '../text/units.js'

/** What became of a run, for people: how it ended, each value right or wrong, and what was otherwise than the Task asks. */
export function runText(report: RunReport, outputsFolder: string | undefined, style: Style): string {
  const { task = 'The image', inputs, outputs, notes, kept, exit } = report
  const checked = report.task === undefined ? [] : [...inputs, ...outputs]
  return [
    `${oneLine(task)} ${ending(report)}\n`,
    valuesText(checked, style),
    ...(report.task === undefined ? ['note: There is no descriptor.yml: no value was checked\n'] : []),
    ...notes.map((note) => `${style.hint('note:')} ${oneLine(note)}\n`),
    ...(exit && outputsFolder !== undefined ? [`What it wrote is in ${oneLine(outputsFolder)}\n`] : []),
    ...(kept === undefined ? [] : [`Its own folders are in ${oneLine(kept)}\n`]),
  ].join('')
}

function ending({ engine, exit, timedOut, duration, inputs }: RunReport): string {
  if (!engine || !exit) {
    const wrong = inputs.filter(({ ok }) => !ok).length
    return `was not run: ${wrong} ${wrong === 1 ? 'input is' : 'inputs are'} wrong`
  }
  const how = timedOut
    ? 'ran out of time'
    : exit.signal === undefined
      ? `ended with status ${exit.status}`
      : `was ended by ${exit.signal}`
  return `${how} after ${formatSeconds(duration)} (${engine})`
}

function valuesText(values: readonly ValueReport[], style: Style): string {
  const lines = formatColumns(
    values.map(({ kind, name, type, ok, value = '' }) => [
      `  ${ok ? ' ' : '!'}`,
      kind,
      oneLine(name),
      type,
      oneLine(value),
    ]),
  ).split('\n')
  return values
    .map(({ ok, problems }, i) => {
      const line = lines[i] ?? ''
      return [`${ok ? line : style.error(line)}\n`, ...problems.map((problem) => problemText(problem, style))].join('')
    })
    .join('')
}

function problemText({ message, hint, path }: Problem, style: Style): string {
  const where = path === undefined ? '' : `${oneLine(path)}: `
  return [`      ${where}${oneLine(message)}\n`, `      ${style.hint('help:')} ${oneLine(hint)}\n`].join('')
}
