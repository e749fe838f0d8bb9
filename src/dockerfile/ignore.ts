import { posix } from 'node:path'
import { OciPackError } from '../core/errors.js'
import { type IgnorePattern, mayMatchBelow, parseIgnorePattern } from './ignorePattern.js'
import { trim } from './space.js'

/** What patterns say of a path. Of a folder it is handed on to what the folder holds. */
export interface IgnoreState {
  readonly excluded: boolean
  /** For each pattern whether it matched the path or a folder above it. */
  readonly matched: readonly boolean[]
}

const nothing: IgnoreState = { excluded: false, matched: [] }

/**
 * The patterns of a .dockerignore file or of `--exclude` (Dockerfile reference, ".dockerignore file"): the last that matches a path or
 * a folder above it wins; `!` takes back in. Paths are relative, of text, separated by `/`, without `.` and `..`.
 */
export class IgnoreMatcher {
  constructor(readonly patterns: readonly IgnorePattern[]) {}

  /** What the patterns say of a path, by what they said of the folder that holds it; undefined at the top. */
  enter(path: string, parent?: IgnoreState): IgnoreState {
    if (this.patterns.length === 0) return nothing
    let excluded = false
    const matched = this.patterns.map((pattern, i) => {
      // A pattern that could change nothing is not asked, and then counts as not matched for what lies below as well.
      const match = parent?.matched[i] === true || (pattern.negated === excluded && pattern.matches(path))
      if (match) excluded = !pattern.negated
      return match
    })
    return { excluded, matched }
  }

  /** Whether a path is left out, itself or with a folder above it. */
  excludes(path: string): boolean {
    let state: IgnoreState | undefined
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
      state = this.enter(path.slice(0, end), state)
    return this.enter(path, state).excluded
  }

  /** Whether an excluded folder has to be walked all the same, for a `!` that could take back in something below it. */
  mayHoldIncluded(folder: string): boolean {
    return this.patterns.some((pattern) => pattern.negated && mayMatchBelow(pattern.text, folder))
  }
}

/** The matcher of a .dockerignore file's text; `file` names it in errors. @throws OciPackError `dockerfile` with the bad line */
export function parseIgnore(text: string, file: string): IgnoreMatcher {
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  const patterns = lines.flatMap((line, i) => {
    if (line.startsWith('#')) return []
    try {
      return parseIgnorePattern(rooted(trim(line))) ?? []
    } catch (error) {
      if (!(error instanceof OciPackError)) throw error
      throw error.at({ file, line: i + 1, endLine: i + 1, text: [line.replace(/\r$/, '')] })
    }
  })
  return new IgnoreMatcher(patterns)
}

/** The matcher of `--exclude` flags. @throws OciPackError `dockerfile` */
export function excludeMatcher(patterns: readonly string[]): IgnoreMatcher {
  return new IgnoreMatcher(patterns.flatMap((pattern) => parseIgnorePattern(pattern) ?? []))
}

/** A slash at the start means the context's root, as none does, once `..` is undone. */
function rooted(pattern: string): string {
  const path = pattern.replace(/^!\s*/, '')
  return (path === pattern ? '' : '!') + (path && posix.normalize(path).replace(/^\/(?=.)/, ''))
}
