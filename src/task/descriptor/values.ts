import { asFilledText, asList, required } from './fields.js'
import type { Report } from './report.js'
import type { Mapping } from './yaml/value.js'

const rule = 'descriptor-values'

/** The values of an enumeration. */
export function readValues(report: Report, mapping: Mapping): string[] {
  const list = asList(report, required(report, mapping, 'values'))
  if (list?.items.length === 0)
    report.error(
      rule,
      list.range,
      `${list.path} is empty: no value could be chosen`,
      'Write the values, each after a hyphen.',
    )
  const values: string[] = []
  for (const item of list?.items ?? []) {
    const text = asFilledText(report, item)
    if (text === undefined) continue
    if (/[\r\n]/.test(text))
      report.error(rule, item.range, `${item.path} has more than one line`, 'Write it on one line.')
    if (values.includes(text)) report.warning(rule, item.range, `the value ${text} comes twice`, 'Remove one.')
    values.push(text)
  }
  return values
}
