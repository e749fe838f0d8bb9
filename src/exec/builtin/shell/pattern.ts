import type { ByteString } from '../../../core/bytes.js'
import { NotUnderstood } from '../notUnderstood.js'

/** A piece of an expanded word. What was quoted stands for itself in a pattern. */
export interface Segment {
  readonly text: ByteString
  readonly quoted: boolean
}

/** What one byte of a text must be, or `*`: any text. */
type Element = '*' | ((byte: number) => boolean)

/** A shell pattern (POSIX.1-2017, XCU 2.13), ready to be matched. */
export interface Pattern {
  readonly elements: readonly Element[]
  /** The pattern's text, where it has no wildcards and so stands for itself alone. */
  readonly literal: ByteString | undefined
  /** Whether it has `?` or brackets, which match one character. */
  readonly single: boolean
  /** Whether it begins with a plain dot, without which no hidden name matches. */
  readonly dotted: boolean
}

interface Character {
  readonly text: string
  readonly quoted: boolean
}

/** Longer texts are not cut at patterns. */
const longestCut = 4096

/** @throws NotUnderstood for brackets on which shells differ */
export function compilePattern(segments: readonly Segment[]): Pattern {
  const characters = segments.flatMap(({ text, quoted }): Character[] =>
    Array.from(text, (character) => ({ text: character, quoted })),
  )
  const elements: Element[] = []
  let literal: ByteString | undefined = ''
  let single = false
  for (let i = 0; i < characters.length; i++) {
    const { text, quoted } = characters[i] ?? { text: '', quoted: true }
    const bracket = text === '[' && !quoted ? readBracket(characters, i) : undefined
    if (bracket || (!quoted && (text === '*' || text === '?'))) literal = undefined
    else if (literal !== undefined) literal += text
    if (bracket) {
      elements.push(bracket.element)
      i = bracket.last
    } else if (!quoted && text === '*') {
      if (elements[elements.length - 1] !== '*') elements.push('*')
    } else if (!quoted && text === '?') elements.push(() => true)
    else elements.push((byte) => byte === text.charCodeAt(0))
    single ||= bracket !== undefined || (!quoted && text === '?')
  }
  return { elements, literal, single, dotted: characters[0]?.text === '.' }
}

/** The set that a bracket expression stands for, or undefined where none closes it. */
function readBracket(characters: readonly Character[], start: number): { element: Element; last: number } | undefined {
  let at = start + 1
  const negated = isBare(characters[at], '!')
  if (isBare(characters[at], '^')) throw new NotUnderstood('a pattern with [^')
  if (negated) at++
  const first = at
  const ranges: (readonly [number, number])[] = []
  for (; ; at++) {
    const character = characters[at]
    if (!character) return undefined
    if (isBare(character, ']') && at > first) break
    // Classes, quotes and ranges of the outlandish sort.
    if (character.text === '[' || character.quoted || character.text === '\\')
      throw new NotUnderstood('a pattern with classes or quotes in brackets')
    let to = character
    if (isBare(characters[at + 1], '-') && characters[at + 2] && !isBare(characters[at + 2], ']')) {
      to = characters[at + 2] ?? character
      at += 2
    }
    if (to.quoted || !sameKind(character.text, to.text)) throw new NotUnderstood('a strange range in brackets')
    ranges.push([character.text.charCodeAt(0), to.text.charCodeAt(0)])
  }
  const holds = (byte: number): boolean => ranges.some(([from, to]) => from <= byte && byte <= to)
  return { element: (byte) => holds(byte) !== negated, last: at }
}

function isBare(character: Character | undefined, text: string): boolean {
  return character?.text === text && !character.quoted
}

/** Ranges are the same in every locale where both ends are digits, or letters of one case. */
function sameKind(from: string, to: string): boolean {
  if (from === to) return from <= '\x7f'
  return [/^[0-9]$/, /^[a-z]$/, /^[A-Z]$/].some((kind) => kind.test(from) && kind.test(to)) && from < to
}

/** Whether a pattern matches a whole text. @throws NotUnderstood where the locale would decide */
export function matches(pattern: Pattern, text: ByteString): boolean {
  if (pattern.literal !== undefined) return pattern.literal === text
  // A character may be several bytes, or not.

  if (pattern.single && !/^[\x00-\x7f]*$/.test(text))
    throw new NotUnderstood('a wildcard for a character that is not ASCII')
  const { elements } = pattern
  let at = 0
  let element = 0
  // Where to go on when what follows the last `*` does not match: it takes one byte more.
  let star = -1
  let resume = 0
  while (at < text.length) {
    const wanted = elements[element]
    if (wanted === '*') {
      star = element++
      resume = at
    } else if (wanted?.(text.charCodeAt(at))) {
      element++
      at++
    } else if (star >= 0) {
      element = star + 1
      at = ++resume
    } else return false
  }
  while (elements[element] === '*') element++
  return element === elements.length
}

/** The text without the shortest, or longest, part at its start or end that a pattern matches (XCU 2.6.2). */
export function withoutMatch(text: ByteString, pattern: Pattern, operator: '#' | '##' | '%' | '%%'): ByteString {
  if (text.length > longestCut) throw new NotUnderstood('a pattern on a long text')
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => length)
  if (operator.length === 2) lengths.reverse()
  for (const length of lengths) {
    const [part, rest] = operator.startsWith('#')
      ? [text.slice(0, length), text.slice(length)]
      : [text.slice(text.length - length), text.slice(0, text.length - length)]
    if (matches(pattern, part)) return rest
  }
  return text
}
