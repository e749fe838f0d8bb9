import { posix } from 'node:path'
import type { IgnoreMatcher } from '../../ignore.js'
import type { Copy } from '../../instruction.js'
import type { Report } from '../report.js'

/** CopyIgnoredFile, of the expanded sources of a COPY or ADD from the context. */
export function checkIgnored(
  { kind, location }: Copy,
  sources: readonly string[],
  ignore: IgnoreMatcher | undefined,
  report: Report,
): void {
  for (const source of sources) {
    if (ignore === undefined || isRemote(source) || !excludes(ignore, source)) continue
    const message = `${kind.toUpperCase()} names ${source}, which .dockerignore excludes`
    report('CopyIgnoredFile', location, message, 'Take it out of .dockerignore, or do not copy it.')
  }
}

function isRemote(source: string): boolean {
  return /^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(source)
}

/**
 * Whether a source is excluded as it is written: of the folders above it only those count that have as many parts as the pattern. (What
 * is copied is another question; this is BuildKit's.)
 */
function excludes({ patterns }: IgnoreMatcher, source: string): boolean {
  const folder = posix.normalize(source.slice(0, source.lastIndexOf('/') + 1)).replace(/\/$/, '')
  const folders = folder === '.' ? [] : folder.split('/')
  return patterns.reduce((excluded, { text, negated, matches }) => {
    if (negated !== excluded) return excluded
    const depth = text.split('/').length
    const matched = matches(source) || (depth <= folders.length && matches(folders.slice(0, depth).join('/')))
    return matched ? !negated : excluded
  }, false)
}
