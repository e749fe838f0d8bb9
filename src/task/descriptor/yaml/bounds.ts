import { CST, Lexer } from 'yaml'
import type { Report } from '../report.js'
import type { Range } from './value.js'

/** Far more than a descriptor has; what is above may only be made to keep its reader busy. */
const maxWords = 50_000
const maxDepth = 64

/**
 * What the App Engine's reader (YAML 1.1) refuses though YAML 1.2 does not, and what is too much to read. False where the text must
 * not be parsed.
 */
export function checkCharacters(text: string, report: Report): boolean {
  return checkUnprintable(text, report) && checkWords(text, report)
}

// What SnakeYAML does not take for printable, and what it takes for a line's end where YAML 1.2 does not.
const unprintable =
  /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)|[\x85\u2028\u2029]|\ufeff/u

function checkUnprintable(text: string, report: Report): boolean {
  const found = unprintable.exec(text)
  if (!found) return true
  const code = found[0].codePointAt(0) ?? 0
  report.error(
    'descriptor-yaml',
    { start: found.index, end: found.index + found[0].length },
    `the character U+${code.toString(16).toUpperCase().padStart(4, '0')} may not stand in a descriptor`,
    code === 13 ? 'End the lines as Unix or Windows does.' : 'Remove it; it may be invisible in an editor.',
  )
  return false
}

function checkWords(text: string, report: Report): boolean {
  let offset = 0
  let words = 0
  let depth = 0
  let [afterMark, afterPlain] = [false, false]
  const tabs: Range[] = []
  for (const word of new Lexer().lex(text)) {
    if (isMark(word)) {
      afterMark = word === CST.SCALAR
      continue
    }
    if (!afterMark && /^[ \t]*\t[ \t]*$/.test(word) && !afterPlain) tabs.push(rangeOf(offset, word))
    if (!afterMark && (word === '{' || word === '[')) depth++
    if (!afterMark && (word === '}' || word === ']')) depth--
    if (++words > maxWords || depth > maxDepth) {
      const why =
        depth > maxDepth ? `brackets stand in brackets ${maxDepth} deep` : `it has more than ${maxWords} words`
      report.error('descriptor-yaml', rangeOf(offset, word), `${why}: this is no descriptor`)
      return false
    }
    afterPlain = afterMark
    afterMark = false
    offset += word.length
  }
  for (const tab of tabs)
    report.error('descriptor-yaml', tab, 'a tab stands where the App Engine takes only spaces', 'Use spaces.')
  return true
}

/** The lexer puts marks among the words; they are no characters of the text. */
function isMark(word: string): boolean {
  return word === CST.DOCUMENT || word === CST.FLOW_END || word === CST.SCALAR
}

function rangeOf(start: number, word: string): Range {
  return { start, end: start + word.length }
}

/** Whether no mapping or list stands in others deeper than any reader needs; told without recursion. */
export function isShallow(token: CST.Token): boolean {
  const open: { token: CST.Token; depth: number }[] = [{ token, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.depth > maxDepth) return false
    const inner = 'items' in next.token ? next.token.items.flatMap(({ key, value }) => [key, value]) : []
    if (next.token.type === 'document') inner.push(next.token.value)
    for (const one of inner) if (one) open.push({ token: one, depth: next.depth + 1 })
  }
  return true
}
