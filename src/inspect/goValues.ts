/** A text or a character as Go's `%q` writes it, where the former ended. */
const quoted = /[[ ,]*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/gsy

/** The texts that stand in some of Go's `%q`, in their order, up to the first that is none (Go, `strconv.Quote`). */
export function goTexts(text: string): string[] {
  return [...text.matchAll(quoted)].map(([, string, character = '']) => unquoted(string ?? character))
}

const named: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function unquoted(text: string): string {
  return text.replace(/\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|.)/gs, (escape) => {
    if (escape.length === 2) return named[escape.charAt(1)] ?? escape.charAt(1)
    const point = Number.parseInt(escape.slice(2), 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : escape
  })
}
