import type { ArrayType, ParameterType } from './descriptor.js'
import type { Report } from './report.js'
import type { Value } from './yaml/value.js'

const rule = 'descriptor-array'

/** What the App Engine cannot do with an input that is an array. */
export function checkInputArray(report: Report, { path, range }: Value, type: ArrayType): void {
  const levels = levelsOf(type)
  if (levels.some(({ minSize, maxSize }) => minSize === undefined || maxSize === undefined)) {
    const message = `${path} cannot be given item by item: for that the App Engine needs min_size and max_size`
    report.warning(rule, range, message, 'Write both.')
  }
  if (levels.at(-1)?.subtype.id !== 'datetime') return
  report.warning(
    rule,
    range,
    `${path} cannot be given item by item: the App Engine drops moments so`,
    'Give the whole array at once, or make the items strings.',
  )
}

/** What the App Engine cannot do with an output that is an array. */
export function checkOutputArray(report: Report, { path, range }: Value, type: ArrayType): void {
  if (type.subtype.id === 'datetime') {
    const message = `${path} is an array of moments, which no App Engine accepts as an output`
    report.error(rule, range, message, 'Make the items strings.')
  }
  if (type.subtype.id !== 'array' || !type.minSize || type.maxSize === undefined) return
  // Its reader puts no inner array into the outer one, which it then takes to be empty.
  const message = `${path} would always be refused: the App Engine takes an array of arrays for an empty one`
  report.error(rule, range, message, 'Write min_size: 0, or leave max_size out.')
}

function levelsOf(type: ArrayType): ArrayType[] {
  const levels: ArrayType[] = []
  for (let level: ParameterType = type; level.id === 'array'; level = level.subtype) levels.push(level)
  return levels
}
