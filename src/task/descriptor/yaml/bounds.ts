import { CST, Lexer } from 'yaml'
import type { Report } from '../report.js'
import type { Range } from './value.js'
import { wordFault } from './words.js'

const rule = 'descriptor-yaml'
/** Far more than a descriptor has; what is above may only be made to keep its reader busy. */
const maxWords = 50_000
const maxDepth = 64

/**
 * What the App Engine's reader (YAML 1.1) refuses though YAML 1.2 does not, and what is too much to read. False where the text must
 * not be parsed.
 */
export function checkText(text: string, report: Report): boolean {
  return checkCharacters(text, report) && checkWords(text, report)
}

// What SnakeYAML does not take for printable, and what it takes for a line's end where YAML 1.2 does not.
const unprintable =
  /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)|[\x85\u2028\u2029]|\ufeff/u

function checkCharacters(text: string, report: Report): boolean {
  const found = unprintable.exec(text)
  if (!found) return true
  const code = found[0].codePointAt(0) ?? 0
  report.error(
    rule,
    rangeOf(found.index, found[0]),
    `the character U+${code.toString(16).toUpperCase().padStart(4, '0')} may not stand in a descriptor`,
    code === 13 ? 'End the lines as Unix or Windows does.' : 'Remove it; it may be invisible in an editor.',
  )
  return false
}

function checkWords(text: string, report: Report): boolean {
  let [offset, words, depth] = [0, 0, 0]
  let [isPlain, afterPlain] = [false, false]
  for (const word of new Lexer().lex(text)) {
    if (isMark(word)) {
      isPlain = word === CST.SCALAR
      continue
    }
    if (!isPlain) depth += depthOf(word)
    const fault = excess(++words, depth) ?? wordFault(word, { isPlain, afterPlain, inBrackets: depth > 0 })
    if (fault !== undefined) {
      report.error(
        rule,
        rangeOf(offset, word),
        fault,
        'Write it in plain YAML: one key with its value a line, texts in quotes.',
      )
      return false
    }
    ;[afterPlain, isPlain] = [isPlain, false]
    offset += word.length
  }
  return true
}

/** The lexer puts marks among the words; they are no characters of the text. One tells that a plain text follows. */
function isMark(word: string): boolean {
  return word === CST.DOCUMENT || word === CST.FLOW_END || word === CST.SCALAR
}

function depthOf(word: string): number {
  if (word === '{' || word === '[') return 1
  return word === '}' || word === ']' ? -1 : 0
}

function excess(words: number, depth: number): string | undefined {
  if (words > maxWords) return `it has more than ${maxWords} words: this is no descriptor`
  return depth > maxDepth ? `brackets stand in brackets ${maxDepth} deep: this is no descriptor` : undefined
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
