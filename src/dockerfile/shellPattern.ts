import { OciPackError } from '../core/errors.js'

/**
 * Shell patterns of `${name#pattern}` and its kin: `*` is any text, `?` any character, a backslash makes the next `*`, `?` or `\`
 * literal; there are no brackets (Dockerfile reference, "Environment replacement"). All throw OciPackError `dockerfile` on a bad escape.
 */
type Element = { readonly literal: string } | '*' | '?'

/** The value without the shortest, or the longest, text at its start that the pattern matches. */
export function removePrefix(value: string, pattern: string, longest: boolean): string {
  const match = new RegExp(`^(?:${source(parse(pattern), longest)})`, 'u').exec(value)
  return match ? value.slice(match[0].length) : value
}

/** The value without the shortest, or the longest, text at its end that the pattern matches. */
export function removeSuffix(value: string, pattern: string, longest: boolean): string {
  const mirrored = new RegExp(`^(?:${source(parse(pattern).reverse(), longest)})`, 'u').exec(mirror(value))
  return mirrored ? value.slice(0, value.length - mirrored[0].length) : value
}

/** The value with the first match of the pattern, or all of them, replaced. */
export function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string {
  return value.replace(new RegExp(source(parse(pattern), true), all ? 'gu' : 'u'), () => replacement)
}

function parse(pattern: string): Element[] {
  const elements: Element[] = []
  const characters = Array.from(pattern)
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === '*' || character === '?') elements.push(character)
    else if (character !== '\\') elements.push({ literal: character })
    else {
      const escaped = characters[++i] ?? ''
      // The escape before } and / hides them from the reader of the word and is no part of the pattern.
      if (!['*', '?', '\\', '}', '/'].includes(escaped)) {
        throw new OciPackError(
          'dockerfile',
          `the pattern ${JSON.stringify(pattern)} has an invalid escape \\${escaped}`,
        )
      }
      elements.push({ literal: escaped })
    }
  }
  return elements
}

function source(elements: readonly Element[], greedy: boolean): string {
  return elements
    .map((element) => {
      if (element === '*') return greedy ? '[^\\n]*' : '[^\\n]*?'
      if (element === '?') return '[^\\n]'
      return element.literal.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')
    })
    .join('')
}

function mirror(text: string): string {
  return Array.from(text).reverse().join('')
}
