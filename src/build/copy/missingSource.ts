import { OciPackError } from '../../core/errors.js'
import type { Directory } from '../../rootfs/node.js'
import type { FileSource } from '../fileSource.js'
import { nearestName } from './nearestName.js'

/** The error for a path that a source does not have. */
export function missingSource({ name, hint }: FileSource, tree: Directory, path: string): OciPackError {
  const near = nearestName(tree, path)
  return new OciPackError('source', `${path} is not in ${name}`, {
    hint:
      near === undefined ? (hint ?? 'Check the path: it begins at the root of these files.') : `Did you mean ${near}?`,
  })
}
