import type { DiffReport, StepFacts } from '../../api/diff/report.js'
import { picturedLine } from '../text/harmless.js'
import { shortened, type View } from './view.js'

type Setting = DiffReport['config'][number]
type Step = DiffReport['history'][number]

/** Settings that differ, a line each where it has room for both values. */
export function settingLines({ config, configForm }: Pick<DiffReport, 'config' | 'configForm'>, view: View): string[] {
  const rewritten = configForm
    ? ['the same settings in other words: the order of members, spaces, what sets nothing']
    : []
  return [...shortened(config, view, (setting) => settingLine(setting, view)), ...rewritten]
}

const roomForBoth = 100
const longestValue = 500

function settingLine({ field, before, after }: Setting, view: View): string[] {
  const name = picturedLine((field[0] === 'config' && field.length > 1 ? field.slice(1) : field).join(' '))
  const [a, b] = [valueText(before, view), valueText(after, view)]
  const { style } = view
  if (a.length + b.length <= roomForBoth) return [`${name}  ${style.removed(a)} -> ${style.added(b)}`]
  return [name, style.removed(`- ${a}`), style.added(`+ ${b}`)]
}

function valueText(value: Setting['before'], { all }: View): string {
  if (value === undefined) return 'not set'
  const text = picturedLine(typeof value === 'string' && value !== '' ? value : JSON.stringify(value))
  return all || text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`
}

/** Steps that differ in more than their times; of the others, how many there are. */
export function stepLines(history: readonly Step[], view: View): string[] {
  const notable = view.all ? history : history.filter((step) => !stepInTimeAlone(step))
  return shortened(notable, view, (step) => stepText(step, view))
}

export function stepInTimeAlone({ change, fields }: Step): boolean {
  return change === 'changed' && fields.every((field) => field === 'created')
}

function stepText({ change, before, after, fields }: Step, view: View): string[] {
  const { style } = view
  const line = (mark: string, step: StepFacts | undefined): string[] =>
    step ? [`${mark} ${step.number + 1}  ${valueText(step.createdBy ?? 'an untold step', view)}`] : []
  const [removed, added] = [line('-', before).map(style.removed), line('+', after).map(style.added)]
  if (change !== 'changed' || fields.includes('created_by')) return [...removed, ...added]
  const told = fields.map((field) => `${field} ${stepValue(before, field)} -> ${stepValue(after, field)}`).join(', ')
  return [...line(' ', after), `      ${style.faint(told)}`]
}

function stepValue(step: StepFacts | undefined, field: Step['fields'][number]): string {
  const values = { created_by: step?.createdBy, empty_layer: step?.emptyLayer, created: step?.created, comment: step?.comment, author: step?.author } // prettier-ignore
  return picturedLine(String(values[field] ?? 'not set'))
}
