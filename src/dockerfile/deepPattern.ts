import { fits, type PatternElement } from './pattern.js'

/** One element of a pattern in which two stars reach any depth. */
export type DeepElement =
  | PatternElement
  /** Folders up to a slash, of any depth, or nothing. */
  | { readonly kind: 'folders' }
  /** Whatever there is. */
  | { readonly kind: 'rest' }

/** The elements of a pattern of .dockerignore: two stars and a slash behind them are one, and so are several of these in a row. */
export function deepElements(elements: readonly PatternElement[]): DeepElement[] {
  const deep: DeepElement[] = []
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]
    if (element?.kind !== 'star' || elements[i + 1]?.kind !== 'star') {
      if (element) deep.push(element)
      continue
    }
    i++
    if (isSlash(elements[i + 1])) i++
    const last = i + 1 === elements.length
    if (deep.at(-1)?.kind === 'folders') deep.pop()
    deep.push(last ? { kind: 'rest' } : { kind: 'folders' })
  }
  return deep
}

/**
 * Whether a path matches as a whole. Most patterns become a regular expression; one with so many ways to match that this could take for ever
 * is followed along all of them at once.
 */
export function deepMatcher(elements: readonly DeepElement[]): (path: string) => boolean {
  const open = elements.filter(({ kind }) => kind === 'star' || kind === 'folders' || kind === 'rest').length
  if (open > mostOpen) return (path) => follow(elements, path)
  const expression = new RegExp(`^${elements.map(expressionOf).join('')}$`, 'u')
  return (path) => expression.test(path)
}

/** Elements of any length, of which a regular expression tries all combinations. */
const mostOpen = 3

/** The same in a time that grows with the lengths of both alone. */
export function follow(elements: readonly DeepElement[], path: string): boolean {
  let states = withSkips(elements, new Set([0]))
  for (const character of path) {
    const next = new Set<number>()
    for (const state of states) {
      const element = elements[Math.floor(state)]
      // A half is within folders, from where only a slash leads on.
      if (element?.kind === 'folders') {
        next.add(Math.floor(state) + 0.5)
        if (character === '/') next.add(Math.floor(state) + 1)
      } else if (element?.kind === 'rest') next.add(state)
      else if (element?.kind === 'star') {
        if (character !== '/') next.add(state)
      } else if (element && fits(element, character)) next.add(state + 1)
    }
    states = withSkips(elements, next)
  }
  return states.has(elements.length)
}

/** Adds what is reached by taking nothing for an element of any length. */
function withSkips(elements: readonly DeepElement[], states: Set<number>): Set<number> {
  // What is added meanwhile has its turn too.
  for (const state of states) {
    const kind = elements[state]?.kind
    if (kind === 'star' || kind === 'folders' || kind === 'rest') states.add(state + 1)
  }
  return states
}

function expressionOf(element: DeepElement): string {
  switch (element.kind) {
    case 'folders':
      return '(?:[^]*/)?'
    case 'rest':
      return '[^]*'
    case 'star':
      return '[^/]*'
    case 'any':
      return '[^/]'
    case 'literal':
      return element.character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')
    case 'class': {
      const ranges = element.ranges.filter(([low, high]) => low <= high)
      return `[${element.negated ? '^' : ''}${ranges.map(([low, high]) => `${unicode(low)}-${unicode(high)}`).join('')}]`
    }
  }
}

function isSlash(element: PatternElement | undefined): boolean {
  return element?.kind === 'literal' && element.character === '/'
}

function unicode(point: number): string {
  return `\\u{${point.toString(16)}}`
}
