/** A text as Go's `%q` writes it, which BuildKit's history uses (Go, `strconv.Quote`). */
export function goQuote(text: string): string {
  return `"${Array.from(text)
    .map((character) => quoted(character, '"'))
    .join('')}"`
}

/** Texts as Go's `%q` writes a list of them. */
export function goQuoteList(texts: readonly string[]): string {
  return `[${texts.map(goQuote).join(' ')}]`
}

/** A number as Go's `%q` writes it: the character with that number. */
export function goQuoteNumber(number: number): string {
  const valid = number <= 0x10ffff && !(0xd800 <= number && number <= 0xdfff)
  return `'${quoted(valid ? String.fromCodePoint(number) : '\uFFFD', "'")}'`
}

const named: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}

function quoted(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`
  const name = named[character]
  if (name) return name
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16)
  if (point < 0x80) return `\\x${hex.padStart(2, '0')}`
  return point < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
