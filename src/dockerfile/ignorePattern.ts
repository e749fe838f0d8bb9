import { posix } from 'node:path'
import { OciPackError } from '../core/errors.js'
import { deepElements, deepMatcher } from './deepPattern.js'
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

/** Most patterns are plain paths, `folder/**` or `**` and a name: these are told without more. */
function matcher(text: string, elements: readonly PatternElement[]): (path: string) => boolean {
  if (!magic.test(text)) return (path) => path === text
  const end = text.slice('**'.length)
  if (text.startsWith('**') && !magic.test(end)) {
    return (path) => path.endsWith(end) || (end.startsWith('/') && path === end.slice(1))
  }
  const start = text.slice(0, -'**'.length)
  if (text.endsWith('**') && !magic.test(start)) return (path) => path.startsWith(start)
  return deepMatcher(deepElements(elements))
}
