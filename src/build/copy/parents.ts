import { posix } from 'node:path'
import { excludeMatcher, type IgnoreMatcher } from '../../dockerfile/ignore.js'
import { isPattern } from './wildcards.js'

/** What `--parents` makes of a source: of the folders that `folder` names, the part whose paths below them fit a pattern. */
export interface Parents {
  readonly folder: string
  /** Leaves out all else. */
  readonly others: IgnoreMatcher
  /** What has to be there; undefined where there are wildcards. */
  readonly required: string | undefined
}

/**
 * Reads a source of `COPY --parents` (Dockerfile reference, "COPY --parents"): the first `/./` ends the part that is not kept; below it,
 * patterns are those of .dockerignore, so that `**` is any depth. @throws OciPackError `dockerfile` for an ill-formed pattern
 */
export function readParents(source: string): Parents {
  const pivot = source.indexOf('/./')
  const folder = pivot < 0 ? '/' : posix.normalize(`/${source.slice(0, pivot)}`)
  const kept = posix.normalize(`/${source.slice(pivot < 0 ? 0 : pivot + '/./'.length)}`).replace(/^\/|\/$/g, '')
  return {
    folder,
    others: excludeMatcher(['**', ...(kept === '' ? [] : [`!${kept}`])]),
    required: isPattern(folder) || isPattern(kept) ? undefined : posix.join(folder, kept),
  }
}
