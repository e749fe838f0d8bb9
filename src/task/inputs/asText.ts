import { parseInteger } from '../values/integer.js'
import { javaDouble } from '../values/javaNumber.js'
import type { ScalarType } from '../values/scalar.js'

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i

/** A text as the App Engine writes it into an input's file, after it came to it as JSON. What is not right is left as it is, to be told of. */
export function canonicalText(text: string, { id }: ScalarType): string {
  if (id === 'boolean') return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text
  if (id !== 'integer' && id !== 'number') return text
  const integer = parseInteger(text)
  if (integer !== undefined) return String(integer)
  return id === 'number' && jsonNumber.test(text) ? javaDouble(Number(text)) : text
}

/** A value of JSON or YAML as that text; undefined where it can be none of the type. */
export function textOfValue(value: unknown, type: ScalarType): string | undefined {
  if (typeof value === 'string') return canonicalText(value, type)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return textOfNumber(value)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return type.id === 'geometry' && isObject ? JSON.stringify(value) : undefined
}

function textOfNumber(value: number): string {
  return Number.isInteger(value) && parseInteger(String(value)) !== undefined ? String(value) : javaDouble(value)
}
