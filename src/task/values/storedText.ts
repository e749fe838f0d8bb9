import type { Problem } from './report.js'

/** What the column of the App Engine's database holds, in characters. */
const longestStored = 255

/** What is wrong with a text that the App Engine keeps in its database. */
export function checkStoredText(text: string): Problem[] {
  const problems: Problem[] = []
  // There are at least half as many characters as code units.
  const length = text.length > 2 * longestStored ? text.length : Array.from(text).length
  if (length > longestStored) {
    const hint = 'Give a longer text as a parameter of type file.'
    problems.push({ message: `the App Engine stores at most ${longestStored} characters, and it has ${length}`, hint })
  }
  if (text.includes('\0'))
    problems.push({ message: 'it holds a NUL character, which the App Engine cannot store', hint: 'Leave it out.' })
  return problems
}
