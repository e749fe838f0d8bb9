import type { Bounds } from '../descriptor/descriptor.js'
import { checkBounds } from './bounds.js'
import type { Problem } from './report.js'
import { quoted } from './shown.js'

const smallest = -(2 ** 31)
const greatest = 2 ** 31 - 1

/** A whole number as Java's Integer.parseInt reads it; undefined for what it refuses. Digits of other scripts than ours are left out. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = Number(text)
  // Not the negative zero, which Java's integers have none of.
  return value < smallest || value > greatest ? undefined : value + 0
}

/** What is wrong with a text as an integer of 32 bits. */
export function checkInteger(text: string, bounds: Bounds): Problem[] {
  const value = parseInteger(text)
  if (value !== undefined) return checkBounds(value, bounds)
  if (/^[+-]?\d+$/.test(text))
    return [
      {
        message: `${quoted(text)} is outside of ${smallest} to ${greatest}, what an integer of 32 bits holds`,
        hint: 'Give one within, or make the parameter a number.',
      },
    ]
  return [{ message: `${quoted(text)} is no integer`, hint: 'Write it in decimal digits alone, such as 42 or -7.' }]
}
