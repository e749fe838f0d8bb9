import { textOfBytes } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import { cleanPath, maxPath } from '../oci/tar/cleanPath.js'
import type { TarEntry } from '../oci/tar/read.js'
import type { IndexEntry } from './layerIndex.js'

/** What an index keeps of a layer's entry. @throws OciPackError `format` for a name that is too long, and an entry or a hard link whose name leaves the root */
export function indexEntry({ header, offset, sparse }: TarEntry): IndexEntry {
  const longest = Math.max(header.path.length, header.linkPath.length)
  if (longest > maxPath)
    throw new OciPackError('format', `layer: a name has ${longest} bytes; a path has at most ${maxPath}`)
  const path = inside(header.path, 'entry')
  const linkPath = header.type === 'link' ? inside(header.linkPath, 'target of a hard link') : header.linkPath
  const clean = path === header.path && linkPath === header.linkPath ? header : { ...header, path, linkPath }
  return sparse ? { header: clean, offset, sparse } : { header: clean, offset }
}

function inside(name: string, what: string): string {
  const path = cleanPath(name)
  if (path !== undefined) return path
  throw new OciPackError('format', `layer: the ${what} ${JSON.stringify(textOfBytes(name))} leaves the root`)
}
