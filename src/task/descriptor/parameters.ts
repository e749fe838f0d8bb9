import { checkInputArray, checkOutputArray } from './arrays.js'
import { checkDefault } from './defaults.js'
import type { Parameter } from './descriptor.js'
import { asBoolean, asFilledText, asMapping, asText, maxStored, required, warnUnknown } from './fields.js'
import type { Report } from './report.js'
import { readType } from './types.js'
import { type Field, type Mapping, plain, type Value, valueOf } from './yaml/value.js'

export type Side = 'inputs' | 'outputs'

/** A parameter with where it stands, for what is checked between parameters. */
export interface Placed {
  readonly side: Side
  readonly name: string
  readonly mapping: Mapping
  /** Undefined where its type is wrong. */
  readonly parameter: Parameter | undefined
}

/** The inputs or the outputs, in the order of the descriptor. */
export function readParameters(report: Report, root: Mapping, side: Side): Placed[] {
  const mapping = asMapping(report, required(report, root, side))
  if (mapping?.fields.size === 0 && side === 'inputs') {
    const message = 'there is no input: the App Engine starts no Task without one'
    report.error('descriptor-inputs', mapping.range, message, 'Add one; it may be optional.')
  }
  const placed: Placed[] = []
  const seen = new Map<string, string>()
  for (const [name, field] of mapping?.fields ?? []) {
    checkName(report, name, field, seen)
    const one = asMapping(report, field.value)
    if (one) placed.push({ side, name, mapping: one, parameter: readParameter(report, side, name, one) })
  }
  return placed
}

function checkName(report: Report, name: string, { key }: Field, seen: Map<string, string>): void {
  const rule = 'descriptor-parameter-name'
  if (!/^[a-zA-Z0-9_]+$/.test(name)) {
    const message = `the name ${JSON.stringify(name)} may have letters, digits and _ only`
    report.error(rule, key, message, 'It is the name of a file: write it such as input_image.')
  } else if (name.length > maxStored)
    report.error(rule, key, `the name has more than ${maxStored} characters`, 'Shorten it.')
  const other = seen.get(name.toLowerCase())
  // The engine looks parameters up without regard to case, and takes the first that it meets.
  if (other !== undefined)
    report.error(
      rule,
      key,
      `${other} and ${name} differ in case alone: the App Engine mixes them up`,
      'Give one of them another name.',
    )
  seen.set(name.toLowerCase(), name)
}

function readParameter(report: Report, side: Side, name: string, mapping: Mapping): Parameter | undefined {
  const hint = 'The App Engine fails without it. Write the name that people are shown.'
  const displayName = asFilledText(report, required(report, mapping, 'display_name', hint))
  const description = asText(report, required(report, mapping, 'description'))
  const typeValue = required(report, mapping, 'type')
  const type = typeValue && readType(report, typeValue)
  const optional = readOptional(report, mapping, side, type?.id === 'array')
  const known = ['display_name', 'description', 'type', 'optional', 'dependencies']
  warnUnknown(report, mapping, side === 'inputs' ? [...known, 'default'] : known)
  const given = side === 'inputs' ? valueOf(mapping, 'default') : undefined
  if (!type) return undefined
  checkArray(report, side, typeValue, type)
  if (given) checkDefault(report, given, type)
  return {
    name,
    displayName: displayName ?? '',
    description: description ?? '',
    type,
    optional: optional && side === 'inputs',
    default: given && plain(given),
    matching: [],
  }
}

function checkArray(report: Report, side: Side, value: Value, type: Parameter['type']): void {
  if (type.id !== 'array') return
  if (side === 'inputs') checkInputArray(report, value, type)
  else checkOutputArray(report, value, type)
}

function readOptional(report: Report, mapping: Mapping, side: Side, isArray: boolean): boolean {
  const field = mapping.fields.get('optional')
  const optional = asBoolean(report, field?.value) ?? false
  if (field && optional && side === 'outputs') {
    const message = `${field.value.path} is passed over: an output that is missing fails the run all the same`
    report.warning('descriptor-optional', field.key, message, 'Leave it out, and write the output in every run.')
  }
  if (field && optional && side === 'inputs' && isArray) {
    const message = `${field.value.path} says too much: the App Engine starts no run where this array is left out`
    report.warning('descriptor-optional', field.key, message, 'Say that it is needed; it may have no items.')
  }
  return optional
}
