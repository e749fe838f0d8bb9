import { type NameProblem, nameProblems, namespaceProblems, versionProblems } from '../name.js'
import { asFilledText, asText, required } from './fields.js'
import { isUri } from './formats.js'
import type { Report } from './report.js'
import { type Mapping, type Value, valueOf } from './yaml/value.js'

/** What is well-formed of who the Task is. */
export interface Identity {
  readonly name: string | undefined
  readonly nameShort: string | undefined
  readonly namespace: string | undefined
  readonly version: string | undefined
}

/** Who the Task is: its names, namespace and version. */
export function readIdentity(report: Report, root: Mapping): Identity {
  const schema = required(report, root, '$schema', 'Write https://cytomine.com/schema-store/tasks/task.v0.json')
  checkUri(report, schema)
  asText(report, valueOf(root, 'description'))
  const name = readName(report, required(report, root, 'name'))
  const hint = 'The App Engine fails without it. Write a short form of the name.'
  const nameShort = asFilledText(report, required(report, root, 'name_short', hint))
  const namespace = readPart(report, root, 'namespace', namespaceProblems)
  const version = readPart(report, root, 'version', versionProblems)
  if (namespace !== undefined && version !== undefined) {
    const problems = nameProblems({ namespace, version })
    tell(report, 'descriptor-namespace', valueOf(root, 'namespace'), problems)
  }
  return { name, nameShort, namespace, version }
}

/** A URI, as `$schema` and references are. */
export function checkUri(report: Report, value: Value | undefined): void {
  const text = asText(report, value)
  if (text === undefined || !value || isUri(text)) return
  report.error('descriptor-uri', value.range, `${value.path} is no URI`, 'Write it whole, beginning with https://')
}

function readName(report: Report, value: Value | undefined): string | undefined {
  const name = asText(report, value)
  if (name === undefined || !value) return undefined
  const why = nameFault(name)
  if (why === undefined) return name
  report.error(
    'descriptor-name',
    value.range,
    `the name ${why}`,
    'Write 3 to 30 letters, digits, spaces, - and _: Add integers',
  )
  return undefined
}

function nameFault(name: string): string | undefined {
  if (name.length < 3 || name.length > 30) return `has ${name.length} characters, and must have 3 to 30`
  if (!/^[a-zA-Z0-9_ \t\n\v\f\r-]+$/.test(name)) return 'may have letters, digits, spaces, - and _ only'
  // The Pod is named after the letters and digits of the Task's name, and may not begin with a hyphen.
  return /[a-zA-Z0-9]/.test(name) ? undefined : 'has no letter and no digit: its Pods could not be named'
}

function readPart(
  report: Report,
  root: Mapping,
  key: 'namespace' | 'version',
  problemsOf: (text: string) => NameProblem[],
): string | undefined {
  const value = required(report, root, key)
  const text = asText(report, value, key === 'version' ? 'Write three numbers, such as 1.0.0' : undefined)
  if (text === undefined) return undefined
  return tell(report, `descriptor-${key}`, value, problemsOf(text)) ? text : undefined
}

/** Whether none of the problems is an error. */
function tell(report: Report, rule: string, value: Value | undefined, problems: readonly NameProblem[]): boolean {
  for (const { severity, message, hint } of problems) report.add(rule, severity, value?.range, message, hint)
  return problems.every(({ severity }) => severity !== 'error')
}
