import { posix } from 'node:path'
import { OciPackError } from '../core/errors.js'
import { matchPath } from './match.js'
import { parsePattern, type PatternElement } from './pattern.js'
import { trim } from './space.js'

/** One pattern of a .dockerignore file or of `--exclude`, ready to be held against slash-separated relative paths. */
export interface IgnorePattern {
  /** Cleaned, without the `!`. */
  readonly text: string
  /** Written with `!`: what it matches is taken back in. */
  readonly negated: boolean
  /** Whether the pattern matches this very path; what it says of the folders above is not asked. */
  readonly matches: (path: string) => boolean
}

const magic = /[*?[\]\\]/

/** The pattern that a text spells; undefined for an empty one. @throws OciPackError `dockerfile` on `!` alone and on a bad pattern */
export function parseIgnorePattern(written: string): IgnorePattern | undefined {
  const trimmed = trim(written)
  if (trimmed === '') return undefined
  const negated = trimmed.startsWith('!')
  const text = cleanPath(negated ? trim(trimmed.slice(1)) : trimmed)
  if (negated && (trimmed === '!' || text === '/')) {
    throw new OciPackError('dockerfile', `illegal exclusion pattern: ${JSON.stringify(trimmed)}`, {
      hint: 'Write what to take back in after the !.',
    })
  }
  const elements = parsePattern(text)
  return { text, negated, matches: matcher(text, elements) }
}

/** Whether a pattern could match something below a folder that it does not match itself. May err on the side of yes. */
export function mayMatchBelow(pattern: string, folder: string): boolean {
  const parts = pattern.split('/')
  const names = folder.split('/')
  for (const [i, name] of names.entries()) {
    const part = parts[i]
    if (part === undefined) return false
    if (part.includes('**') || /[[\\]/.test(part)) return true
    if (!matchPath(part, name)) return false
  }
  return parts.length > names.length
}

/** A path without `.`, `..` and empty parts where that can be told from the text, and without a slash at its end. */
function cleanPath(path: string): string {
  const clean = posix.normalize(path)
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean
}

/** Most patterns are plain paths, `folder/**` or `**` and a name: these need no regular expression. */
function matcher(text: string, elements: readonly PatternElement[]): (path: string) => boolean {
  if (!magic.test(text)) return (path) => path === text
  const end = text.slice('**'.length)
  if (text.startsWith('**') && !magic.test(end)) {
    return (path) => path.endsWith(end) || (end.startsWith('/') && path === end.slice(1))
  }
  const start = text.slice(0, -'**'.length)
  if (text.endsWith('**') && !magic.test(start)) return (path) => path.startsWith(start)
  const expression = new RegExp(`^${regularExpression(elements)}$`, 'u')
  return (path) => expression.test(path)
}

function regularExpression(elements: readonly PatternElement[]): string {
  let source = ''
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]
    if (element?.kind !== 'star' || elements[i + 1]?.kind !== 'star') {
      source += element ? one(element) : ''
      continue
    }
    // Two stars reach any depth, none too, and a slash after them belongs to them.
    i++
    if (isSlash(elements[i + 1])) i++
    source += i + 1 < elements.length ? '(?:[^]*/)?' : '[^]*'
  }
  return source
}

function one(element: PatternElement): string {
  if (element.kind === 'star') return '[^/]*'
  if (element.kind === 'any') return '[^/]'
  if (element.kind === 'literal') return element.character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')
  const ranges = element.ranges.filter(([low, high]) => low <= high)
  return `[${element.negated ? '^' : ''}${ranges.map(([low, high]) => `${unicode(low)}-${unicode(high)}`).join('')}]`
}

function isSlash(element: PatternElement | undefined): boolean {
  return element?.kind === 'literal' && element.character === '/'
}

function unicode(point: number): string {
  return `\\u{${point.toString(16)}}`
}
