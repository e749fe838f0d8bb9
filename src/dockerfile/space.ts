/**
 * White space as BuildKit has it, which is Go's `unicode.IsSpace`: unlike JavaScript's it holds the next-line character U+0085, and not the
 * byte order mark U+FEFF.
 */
const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const one = new RegExp(`^${space}$`)
const leading = new RegExp(`^${space}+`)

/** Whether a character is white space; the empty text is none. */
export function isSpace(character: string): boolean {
  return one.test(character)
}

/** A text without white space at its start. */
export function trimStart(text: string): string {
  return text.replace(leading, '')
}

/** A text without white space at its start and its end. (A regular expression for the end takes quadratic time on long runs.) */
export function trim(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text[end - 1] ?? '')) end--
  return trimStart(text.slice(0, end))
}
