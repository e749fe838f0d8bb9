import type { Bounds, ParameterType } from './descriptor.js'
import { asBoolean, asInteger, asList, asNumber, asText, maxStored } from './fields.js'
import { isDateTime } from './formats.js'
import type { Report } from './report.js'
import { plain, type Value } from './yaml/value.js'

const rule = 'descriptor-default'

/** Whether a default is of its parameter's type, and one of the values that the type allows. */
export function checkDefault(report: Report, value: Value, type: ParameterType): void {
  if (JSON.stringify(plain(value)).length > maxStored && value.kind !== 'scalar') {
    const message = `${value.path} is longer than the ${maxStored} characters that the App Engine's database takes`
    report.error('descriptor-length', value.range, message, 'Shorten it, or leave it out.')
  }
  const why = fault(report, value, type)
  if (why !== undefined) report.error(rule, value.range, `${value.path} ${why}`, hintOf(type))
}

/** What a default may be instead. */
function hintOf(type: ParameterType): string {
  switch (type.id) {
    case 'enumeration':
      return `Write one of ${type.values.join(', ')}, or leave the default out.`
    case 'datetime':
      return 'Write it such as 2025-01-31T12:00:00Z, or leave the default out.'
    case 'geometry':
      return `Write a geometry in single quotes, such as '{"type":"Point","coordinates":[1,2]}', or leave the default out.`
    default:
      return 'Write another one, widen the limits of the type, or leave the default out.'
  }
}

/** Why a value may not be; what is reported already is told no more. */
function fault(report: Report, value: Value, type: ParameterType): string | undefined {
  switch (type.id) {
    case 'integer':
      return outside(asInteger(report, value), type)
    case 'number':
      return outside(asNumber(report, value), type)
    case 'boolean':
      asBoolean(report, value)
      return undefined
    case 'string':
      return lengthFault(asText(report, value), type)
    case 'enumeration': {
      const text = asText(report, value)
      return text === undefined || type.values.includes(text) ? undefined : 'is none of the values'
    }
    case 'datetime': {
      const text = asText(report, value)
      if (text === undefined || isDateTime(text)) return undefined
      return 'is no moment such as 2025-01-31T12:00:00Z'
    }
    case 'geometry':
      return geometryFault(asText(report, value))
    case 'file':
    case 'image':
      report.warning(rule, value.range, `${value.path} has no effect: a file has no default`, 'Leave it out.')
      return undefined
    case 'array':
      for (const item of asList(report, value)?.items ?? []) checkDefault(report, item, type.subtype)
      return value.kind === 'list' ? sizeFault(value.items.length, type) : undefined
  }
}

function outside(
  value: number | undefined,
  { gt = -Infinity, geq = -Infinity, lt = Infinity, leq = Infinity }: Bounds,
): string | undefined {
  if (
    value === undefined ||
    (value >= geq && value <= leq && (value > gt || gt === -Infinity) && (value < lt || lt === Infinity))
  )
    return undefined
  return `is ${value}, which is not within its limits`
}

function lengthFault(
  text: string | undefined,
  { minLength, maxLength = Infinity }: { minLength: number; maxLength: number | undefined },
): string | undefined {
  if (text === undefined || (text.length >= minLength && text.length <= maxLength)) return undefined
  return `has ${text.length} characters, which is not within its limits`
}

function sizeFault(
  size: number,
  { minSize = 0, maxSize = Infinity }: { minSize: number | undefined; maxSize: number | undefined },
): string | undefined {
  return size >= minSize && size <= maxSize ? undefined : `has ${size} items, which is not within its limits`
}

function geometryFault(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null && 'type' in read) return undefined
  } catch {
    // Told below.
  }
  return 'is no GeoJSON'
}
