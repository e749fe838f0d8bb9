import type { ParameterType } from '../descriptor/descriptor.js'
import { checkBounds } from './bounds.js'
import { parseJavaDouble } from './javaNumber.js'
import type { Problem } from './report.js'
import { quoted } from './shown.js'

type NumberType = Extract<ParameterType, { id: 'number' }>

/** The App Engine's own words, in any case; an array's items are read by Java alone, which knows NaN and Infinity only. */
const engineWords = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
])

/** A number as the App Engine reads it; undefined for what it refuses. */
export function parseNumber(text: string, isItem: boolean): number | undefined {
  return (isItem ? undefined : engineWords.get(text.toLowerCase())) ?? parseJavaDouble(text)
}

/** What is wrong with a text as a number. */
export function checkNumber(text: string, type: NumberType, isItem: boolean): Problem[] {
  const value = parseNumber(text, isItem)
  if (value === undefined) return [notANumber(text, isItem)]
  if (Number.isNaN(value))
    return type.nanAllowed ? [] : [{ message: `${text} is not allowed`, hint: allow('nan_allowed') }]
  const problems = checkBounds(value, type)
  if (Number.isFinite(value) || type.infinityAllowed) return problems
  const message = /inf/i.test(text)
    ? `${text} is not allowed`
    : `${quoted(text)} is too large for a number and read as Infinity`
  return [...problems, { message, hint: allow('infinity_allowed') }]
}

function notANumber(text: string, isItem: boolean): Problem {
  if (isItem && engineWords.has(text.toLowerCase()))
    return { message: `${quoted(text)} is not read as a number in an array`, hint: 'Write NaN, Infinity or -Infinity.' }
  return { message: `${quoted(text)} is no number`, hint: 'Write it such as 42, -0.5 or 1e-3, with a point.' }
}

function allow(rule: string): string {
  return `Where it may be, say ${rule}: true in the descriptor.`
}
