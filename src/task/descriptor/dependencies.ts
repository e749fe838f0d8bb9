import type { Parameter } from './descriptor.js'
import { asList, asMapping, asText, required, warnUnknown } from './fields.js'
import type { Placed, Side } from './parameters.js'
import type { Report } from './report.js'
import { type Mapping, type Value, valueOf } from './yaml/value.js'

const sides = { inputs: 'input', outputs: 'output' } as const

/** What is wrong between parameters; gives them with the others that they match. */
export function checkDependencies(report: Report, placed: readonly Placed[]): Parameter[] {
  checkCase(report, placed)
  return placed.map((one) => ({ ...one.parameter, matching: readDependencies(report, one, placed) }))
}

/** The App Engine looks parameters up without regard to case, and takes the first that it meets. */
function checkCase(report: Report, placed: readonly Placed[]): void {
  const seen = new Map<string, string>()
  for (const { side, parameter, field } of placed) {
    const key = `${side}/${parameter.name.toLowerCase()}`
    const other = seen.get(key)
    if (other !== undefined) {
      const message = `the ${sides[side]}s ${other} and ${parameter.name} differ in case alone: the App Engine mixes them up`
      report.error('descriptor-parameter-name', field.key, message)
    }
    seen.set(key, parameter.name)
  }
}

function readDependencies(report: Report, one: Placed, all: readonly Placed[]): string[] {
  const dependencies = asMapping(report, valueOf(one.mapping, 'dependencies'))
  if (!dependencies) return []
  if (one.side === 'outputs') checkDerivedFrom(report, dependencies, all)
  warnUnknown(report, dependencies, one.side === 'outputs' ? ['derived_from', 'matching'] : ['matching'])
  const matching = asList(report, valueOf(dependencies, 'matching'))
  if (!matching) return []
  checkMatched(report, one, matching, all)
  return matching.items.flatMap((item) => readReference(report, item, one, all) ?? [])
}

function checkDerivedFrom(report: Report, dependencies: Mapping, all: readonly Placed[]): void {
  const rule = 'descriptor-derived-from'
  const hint = 'The App Engine fails without it. Name the input that the output is made from: inputs/NAME'
  const value = required(report, dependencies, 'derived_from', hint)
  const text = asText(report, value)
  if (text === undefined || !value) return
  const [, name] = /^inputs\/([a-zA-Z0-9_]+)$/.exec(text) ?? []
  if (name === undefined) report.error(rule, value.range, `${value.path} names no input`, 'Write inputs/NAME.')
  else if (!find(all, 'inputs', name))
    report.warning(rule, value.range, `there is no input ${name}, so it has no effect`)
}

/** Arrays alone can match, and the other side may not have a parameter of the same name: the App Engine would find both. */
function checkMatched(report: Report, { side, parameter }: Placed, matching: Value, all: readonly Placed[]): void {
  const rule = 'descriptor-matching'
  if (parameter.type.id !== 'array') {
    report.error(rule, matching.range, `${side}.${parameter.name} is no array, so nothing can match it`)
  }
  const other = find(all, side === 'inputs' ? 'outputs' : 'inputs', parameter.name)
  if (other) report.error(rule, matching.range, `an input and an output are named ${parameter.name}: neither can match`)
}

/** The parameter that an item of `matching` names, as it is written. */
function readReference(report: Report, item: Value, one: Placed, all: readonly Placed[]): string | undefined {
  const rule = 'descriptor-matching'
  const text = asText(report, item)
  if (text === undefined) return undefined
  const [, side, name] = /^(inputs|outputs)\/([a-zA-Z0-9_]+)$/.exec(text) ?? []
  if (name === undefined || !isSide(side)) {
    report.error(rule, item.range, `${item.path} names no parameter: ${text}`, 'Write inputs/NAME or outputs/NAME.')
    return undefined
  }
  const other = find(all, side, name)
  if (!other) {
    report.warning(rule, item.range, `there is no ${sides[side]} ${name}, so it has no effect`)
    return undefined
  }
  if (other === one) report.warning(rule, item.range, `${text} matches itself`)
  if (other.parameter.type.id !== 'array') report.error(rule, item.range, `${text} is no array, so it cannot match`)
  return text
}

function isSide(text: string | undefined): text is Side {
  return text === 'inputs' || text === 'outputs'
}

function find(all: readonly Placed[], side: Side, name: string): Placed | undefined {
  return all.find((one) => one.side === side && one.parameter.name === name)
}
