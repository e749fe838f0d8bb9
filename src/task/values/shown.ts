const longest = 80
// Controls, line separators, what turns the direction of text, and halves of surrogate pairs.
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu
const inAString: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A text from outside as one line of at most 80 characters that is safe on a terminal. */
export function shown(text: string): string {
  // More than this is cut off anyway: a text of megabytes is not escaped.
  const characters = Array.from(text.slice(0, 4 * longest)).flatMap((character) => Array.from(escaped(character)))
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 3).join('')}...`
}

/** As `shown`, in quotation marks. */
export function quoted(text: string): string {
  return `"${shown(text).replaceAll('"', '\\"')}"`
}

/** How many bytes, as people say it: `12 kB`. */
export function sizeInWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000
  const digits = unit > 0 && size < 9.95 ? 1 : 0
  return `${size.toFixed(digits).replace(/\.0$/, '')} ${units[unit] ?? ''}`
}

function escaped(character: string): string {
  return inAString[character] ?? character.replace(unshowable, (found) => `\\u{${hex(found)}}`)
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16)
}
