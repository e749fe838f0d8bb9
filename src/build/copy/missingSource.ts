import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { Directory } from '../../rootfs/node.js'
import { find } from '../../rootfs/tree.js'
import type { FileSource } from '../fileSource.js'
import { nearestName } from './nearestName.js'

const atRoot = 'Check the path: it begins at the root of these files.'

/** The error for a path that a source does not have. */
export function missingSource({ name, hint = atRoot }: FileSource, tree: Directory, path: string): OciPackError {
  return new OciPackError('source', `${path} is not in ${name}`, { hint: meant(tree, path, name) ?? hint })
}

/** What the path may have been meant for: what a link leads to, or a name like it. */
function meant(tree: Directory, path: string, name: string): string | undefined {
  const link = find(tree, bytesOfText(path), { follow: false }).node
  if (link?.type === 'symlink')
    return `It is a link to ${textOfBytes(link.target)}, which ${name} does not have: put that into it, or copy another file.`
  const near = nearestName(tree, path)
  return near === undefined ? undefined : `Did you mean ${near}?`
}
