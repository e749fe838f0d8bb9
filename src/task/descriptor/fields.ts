import { suggest } from '../../dockerfile/suggest.js'
import type { Report } from './report.js'
import { type List, type Mapping, pathOf, type Value } from './yaml/value.js'

/** The App Engine's database keeps texts in columns of this many characters; a longer one ends the upload with an error. */
export const maxStored = 255
const [least32, most32] = [-(2 ** 31), 2 ** 31 - 1]

/** The value under a key that must be there. */
export function required(
  report: Report,
  mapping: Mapping,
  key: string,
  hint = `Add ${key}; 'oci-pack init' writes a descriptor that has all.`,
): Value | undefined {
  const value = mapping.fields.get(key)?.value
  if (value) return value
  const owner = mapping.path === '' ? 'the descriptor' : mapping.path
  report.error('descriptor-missing', mapping.range, `${owner} has no ${key}`, hint)
  return undefined
}

/** Tells of keys that mean nothing: the App Engine passes over them. */
export function warnUnknown(report: Report, mapping: Mapping, known: readonly string[]): void {
  for (const [key, field] of mapping.fields) {
    if (known.includes(key)) continue
    const near = suggest(
      key,
      known.filter((name) => !mapping.fields.has(name)),
    )
    const hint = near === undefined ? `Leave it out; known are ${known.join(', ')}.` : `Did you mean ${near}?`
    report.warning('descriptor-unknown', field.key, `the App Engine knows no ${pathOf(mapping, key)}`, hint)
  }
}

/** A text, of which the App Engine's database can keep every character. */
export function asText(report: Report, value: Value | undefined, hint?: string): string | undefined {
  const text = asAnyText(report, value, hint)
  if (text === undefined || !value) return undefined
  if (text.includes('\0')) {
    report.error(
      'descriptor-length',
      value.range,
      `${value.path} holds a NUL character, which cannot be stored`,
      'Remove it.',
    )
    return undefined
  }
  const { length } = Array.from(text)
  if (length <= maxStored) return text
  const message = `${value.path} has ${length} characters; the App Engine's database takes ${maxStored}`
  report.error('descriptor-length', value.range, message, 'Shorten it.')
  return undefined
}

/** A text with at least one character. */
export function asFilledText(report: Report, value: Value | undefined): string | undefined {
  const text = asText(report, value)
  if (text !== '' || !value) return text
  report.error('descriptor-length', value.range, `${value.path} is empty`, 'Write at least one character.')
  return undefined
}

function asAnyText(report: Report, value: Value | undefined, hint: string | undefined): string | undefined {
  if (!value) return undefined
  if (value.kind === 'scalar' && typeof value.value === 'string') return value.value
  const quotable = value.kind === 'scalar' && value.value !== null
  kindError(
    report,
    value,
    'a text',
    hint ?? (quotable ? `Put it in quotes: "${written(report, value)}"` : 'Write a text in quotes.'),
  )
  return undefined
}

/** A whole number of 32 bits, as the App Engine keeps it. */
export function asInteger(report: Report, value: Value | undefined): number | undefined {
  if (!value) return undefined
  if (value.kind !== 'scalar' || typeof value.value !== 'number' || !value.integer) {
    kindError(report, value, 'a whole number', 'Write it in digits alone, without quotes: 42.')
    return undefined
  }
  if (value.value >= least32 && value.value <= most32) return value.value
  report.error(
    'descriptor-limits',
    value.range,
    `${value.path} is beyond 32 bits: ${least32} to ${most32}`,
    'Write a number within.',
  )
  return undefined
}

export function asNumber(report: Report, value: Value | undefined): number | undefined {
  if (!value) return undefined
  if (value.kind === 'scalar' && typeof value.value === 'number') return value.value
  kindError(report, value, 'a number', 'Write it without quotes: 4.2.')
  return undefined
}

export function asBoolean(report: Report, value: Value | undefined): boolean | undefined {
  if (!value) return undefined
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value
  kindError(report, value, 'true or false', 'Write true or false, without quotes.')
  return undefined
}

export function asMapping(report: Report, value: Value | undefined): Mapping | undefined {
  if (!value) return undefined
  if (value.kind === 'mapping') return value
  kindError(
    report,
    value,
    'a mapping',
    'Write keys with their values, each indented on a line of its own: `KEY: VALUE`.',
  )
  return undefined
}

export function asList(report: Report, value: Value | undefined): List | undefined {
  if (!value) return undefined
  if (value.kind === 'list') return value
  kindError(report, value, 'a list', 'Write items on lines of their own that each begin with a hyphen: `- ITEM`.')
  return undefined
}

export function kindError(report: Report, value: Value, wanted: string, hint: string): void {
  report.error(
    'descriptor-kind',
    value.range,
    `${value.path} is ${toldKind(report, value)}, and must be ${wanted}`,
    hint,
  )
}

function toldKind(report: Report, value: Value): string {
  if (value.kind !== 'scalar') return `a ${value.kind}`
  if (value.value === null) return 'empty'
  if (typeof value.value === 'string') return 'a text'
  return typeof value.value === 'number' ? `the number ${written(report, value)}` : `read as ${value.value}`
}

/** A value as it is written, cut where it is longer than any that is meant. */
function written(report: Report, { range }: Value): string {
  const text = report.source.text.slice(range?.start, range?.end)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
