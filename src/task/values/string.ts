import type { ParameterType } from '../descriptor/descriptor.js'
import { keepToLimit } from './hints.js'
import type { Problem } from './report.js'
import { checkStoredText } from './storedText.js'

type StringType = Extract<ParameterType, { id: 'string' }>

/** What is wrong with a text as a string. Newer engines take spaces off its ends before they count, older ones count them. */
export function checkString(text: string, { minLength, maxLength }: StringType): Problem[] {
  const problems: Problem[] = []
  const { length } = trimmed(text)
  if (length < minLength)
    problems.push({ message: `it has ${length} characters, at least ${minLength} are needed`, hint: keepToLimit })
  if (maxLength !== undefined && text.length > maxLength)
    problems.push({ message: `it has ${text.length} characters, at most ${maxLength} are allowed`, hint: keepToLimit })
  return [...problems, ...checkStoredText(text)]
}

/** A text without what Java's String.trim takes off: all up to the space. */
export function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 0x20) start++
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--
  return text.slice(start, end)
}
