import { OciPackError } from '../core/errors.js'

/** One element of a path pattern as Go's `filepath.Match` has them. */
export type PatternElement =
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'literal'; readonly character: string }
  /** Code points, ends included. */
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }

/**
 * A pattern's elements: `*`, `?`, classes such as `[a-z]` and `[^a-z]`, and literal characters, a backslash before them gone.
 * @throws OciPackError `dockerfile` on a class that does not end or is empty, and on a backslash at the end
 */
export function parsePattern(pattern: string): PatternElement[] {
  const characters = Array.from(pattern)
  const elements: PatternElement[] = []
  let at = 0
  const fail = (): never => {
    throw new OciPackError('dockerfile', `syntax error in the pattern ${JSON.stringify(pattern)}`, {
      hint: 'Put a backslash before a [, ] or \\ that is meant as it stands.',
    })
  }
  const take = (): string => characters[at++] ?? fail()
  const bound = (): number => {
    const character = take()
    if (character === '-' || character === ']') fail()
    return (character === '\\' ? take() : character).codePointAt(0) ?? 0
  }
  const characterClass = (): PatternElement => {
    const negated = characters[at] === '^'
    if (negated) at++
    const ranges: [number, number][] = []
    do {
      const low = bound()
      const ranged = characters[at] === '-'
      if (ranged) at++
      ranges.push([low, ranged ? bound() : low])
    } while (characters[at] !== ']')
    at++
    return { kind: 'class', negated, ranges }
  }
  while (at < characters.length) {
    const character = take()
    if (character === '*') elements.push({ kind: 'star' })
    else if (character === '?') elements.push({ kind: 'any' })
    else if (character === '[') elements.push(characterClass())
    else elements.push({ kind: 'literal', character: character === '\\' ? take() : character })
  }
  return elements
}

/** Whether a character is what an element of one character asks for. */
export function fits(element: Exclude<PatternElement, { kind: 'star' }>, character: string): boolean {
  if (element.kind === 'any') return character !== '/'
  if (element.kind === 'literal') return character === element.character
  const point = character.codePointAt(0) ?? 0
  return element.ranges.some(([low, high]) => low <= point && point <= high) !== element.negated
}
