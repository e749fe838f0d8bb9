import { fits, parsePattern, type PatternElement } from './pattern.js'

/**
 * Whether a name matches a pattern as a whole, as Go's `filepath.Match` has it: `*` is any text without `/`, `?` any character but `/`,
 * `[a-z]` and `[^a-z]` one of a class, a backslash makes the next character literal. @throws OciPackError `dockerfile` on a bad pattern
 */
export function matchPath(pattern: string, name: string): boolean {
  return pathMatcher(pattern)(name)
}

/** `matchPath` for a pattern that many names are held against. @throws OciPackError `dockerfile` on a bad pattern */
function pathMatcher(pattern: string): (name: string) => boolean {
  const elements = parsePattern(pattern)
  return (name) => matches(elements, Array.from(name))
}

function matches(elements: readonly PatternElement[], characters: readonly string[]): boolean {
  let element = 0
  let at = 0
  // Where to go on when what follows the last star does not fit; no earlier star is tried again, which keeps the time in bounds.
  let afterStar = -1
  let starAt = 0
  while (at < characters.length || element < elements.length) {
    const current = elements[element]
    const character = characters[at]
    if (current?.kind === 'star') {
      afterStar = ++element
      starAt = at
    } else if (current && character !== undefined && fits(current, character)) {
      element++
      at++
    } else if (afterStar >= 0 && starAt < characters.length && characters[starAt] !== '/') {
      element = afterStar
      at = ++starAt
    } else return false
  }
  return true
}
