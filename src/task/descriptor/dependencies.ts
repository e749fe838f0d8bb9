import type { Parameter } from './descriptor.js'
import { asList, asMapping, asText, required, warnUnknown } from './fields.js'
import type { Placed, Side } from './parameters.js'
import type { Report } from './report.js'
import { type Mapping, type Value, valueOf } from './yaml/value.js'

const sides = { inputs: 'input', outputs: 'output' } as const

/** What is wrong between parameters; gives each, where its type is known, with the others that it matches. */
export function checkDependencies(report: Report, placed: readonly Placed[]): (Parameter | undefined)[] {
  return placed.map((one) => {
    const matching = readDependencies(report, one, placed)
    return one.parameter && { ...one.parameter, matching }
  })
}

function readDependencies(report: Report, one: Placed, all: readonly Placed[]): string[] {
  const dependencies = asMapping(report, valueOf(one.mapping, 'dependencies'))
  if (!dependencies) return []
  if (one.side === 'outputs') checkDerivedFrom(report, dependencies, all)
  warnUnknown(report, dependencies, one.side === 'outputs' ? ['derived_from', 'matching'] : ['matching'])
  const matching = asList(report, valueOf(dependencies, 'matching'))
  if (!matching || matching.items.length === 0) return []
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
    report.warning(
      rule,
      value.range,
      `there is no input ${name}, so it has no effect`,
      'Name one of the inputs, or leave it out.',
    )
}

/** Arrays alone can match, and the other side may not have a parameter of the same name: the App Engine would find both. */
function checkMatched(
  report: Report,
  { side, name, parameter }: Placed,
  matching: Value,
  all: readonly Placed[],
): void {
  const rule = 'descriptor-matching'
  if (parameter && parameter.type.id !== 'array') {
    report.error(
      rule,
      matching.range,
      `${side}.${name} is no array, so nothing can match it`,
      'Leave matching out, or make it an array.',
    )
  }
  const other = find(all, side === 'inputs' ? 'outputs' : 'inputs', name)
  if (other)
    report.error(
      rule,
      matching.range,
      `an input and an output are named ${name}: neither can match`,
      'Give one of them another name.',
    )
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
    report.warning(
      rule,
      item.range,
      `there is no ${sides[side]} ${name}, so it has no effect`,
      'Correct the name, or leave it out.',
    )
    return undefined
  }
  if (other === one) report.warning(rule, item.range, `${text} matches itself`, 'Leave it out.')
  if (other.parameter && other.parameter.type.id !== 'array')
    report.error(rule, item.range, `${text} is no array, so it cannot match`, 'Leave it out, or make it an array.')
  return text
}

function isSide(text: string | undefined): text is Side {
  return text === 'inputs' || text === 'outputs'
}

function find(all: readonly Placed[], side: Side, name: string): Placed | undefined {
  return all.find((one) => one.side === side && one.name === name)
}
