import type { Bounds } from './descriptor.js'
import { asInteger, asNumber, maxStored } from './fields.js'
import type { Report } from './report.js'
import { type Mapping, type Range, type Value, valueOf } from './yaml/value.js'

const rule = 'descriptor-limits'

export function readIntegerBounds(report: Report, mapping: Mapping): Bounds {
  const bounds = readBounds(report, mapping, asInteger)
  const least = Math.max(bounds.geq ?? -Infinity, (bounds.gt ?? -Infinity) + 1)
  const most = Math.min(bounds.leq ?? Infinity, (bounds.lt ?? Infinity) - 1)
  if (least > most) refuseEmpty(report, mapping)
  return bounds
}

export function readNumberBounds(report: Report, mapping: Mapping): Bounds {
  const bounds = readBounds(report, mapping, asNumber)
  const { gt = -Infinity, geq = -Infinity, lt = Infinity, leq = Infinity } = bounds
  const [least, most] = [Math.max(gt, geq), Math.min(lt, leq)]
  const open = (gt === least && bounds.gt !== undefined) || (lt === most && bounds.lt !== undefined)
  if (least > most || (least === most && open)) refuseEmpty(report, mapping)
  return bounds
}

function readBounds(
  report: Report,
  mapping: Mapping,
  read: (report: Report, value: Value | undefined) => number | undefined,
): Bounds {
  const bound = (key: string) => read(report, valueOf(mapping, key))
  return { gt: bound('gt'), geq: bound('geq'), lt: bound('lt'), leq: bound('leq') }
}

function refuseEmpty(report: Report, mapping: Mapping): void {
  const at = firstKey(mapping, ['lt', 'leq', 'gt', 'geq'])
  report.error(
    rule,
    at,
    `no value is within the limits of ${mapping.path}`,
    'Widen one of them: gt and geq bound from below, lt and leq from above.',
  )
}

/** How long a string may be. The App Engine's database keeps 255 characters of one. */
export function readLengths(report: Report, mapping: Mapping): { minLength: number; maxLength: number | undefined } {
  const [minLength = 0, maxLength] = readExtent(report, mapping, 'min_length', 'max_length')
  if (minLength > maxStored) {
    const message = `no text fits ${mapping.path}: the App Engine's database takes ${maxStored} characters`
    report.error(
      rule,
      firstKey(mapping, ['min_length']),
      message,
      `Write min_length: ${maxStored} or less, or make it a file.`,
    )
  } else if (maxLength !== undefined && maxLength > maxStored) {
    const message = `${mapping.path} allows longer texts than the ${maxStored} characters that the App Engine's database takes`
    const hint = `Write max_length: ${maxStored}, or make it a file.`
    report.warning(rule, firstKey(mapping, ['max_length']), message, hint)
  }
  return { minLength, maxLength }
}

/** The least and the most of a count, neither below 0. */
export function readExtent(
  report: Report,
  mapping: Mapping,
  leastKey: string,
  mostKey: string,
): [least: number | undefined, most: number | undefined] {
  const least = readCount(report, valueOf(mapping, leastKey), 0)
  const most = readCount(report, valueOf(mapping, mostKey), 0)
  if (least !== undefined && most !== undefined && least > most)
    report.error(
      rule,
      firstKey(mapping, [mostKey]),
      `${mapping.path} has ${leastKey} ${least} above ${mostKey} ${most}`,
      'Exchange them.',
    )
  return [least, most]
}

/** A count that must not be below a number. */
export function readCount(report: Report, value: Value | undefined, least: number): number | undefined {
  const count = asInteger(report, value)
  if (count === undefined || !value || count >= least) return count
  report.error(rule, value.range, `${value.path} is ${count}, and must be ${least} or more`, `Write ${least} or more.`)
  return undefined
}

function firstKey(mapping: Mapping, keys: readonly string[]): Range | undefined {
  const key = keys.find((name) => mapping.fields.has(name))
  return key === undefined ? mapping.range : mapping.fields.get(key)?.key
}
