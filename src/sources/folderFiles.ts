import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError, systemError } from '../core/errors.js'
import { cleanPath } from '../oci/tar/cleanPath.js'
import type { StoredFiles } from './files.js'

/** The files of a folder, such as an OCI layout. A name that leaves the folder names nothing. */
export function openFolder(path: string): StoredFiles {
  return {
    path,
    async find(name) {
      const below = cleanPath(name)
      if (below === undefined) return undefined
      const file = join(path, below)
      try {
        const found = await stat(file)
        return found.isFile() ? { path: file, offset: 0, size: found.size } : undefined
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes(systemError(error).code ?? '')) return undefined
        throw fromSystemError(error, `cannot read ${file}`)
      }
    },
  }
}
