import { realpath, stat } from 'node:fs/promises'
import { systemError } from '../../core/errors.js'
import { fsPath, type ByteString } from '../../core/bytes.js'
import { type Entry, problemAt } from '../values/entry.js'
import type { Problem } from '../values/report.js'

/** A file or folder that the user gives, with the links to it followed. */
export interface Source {
  readonly is: 'file' | 'folder'
  readonly path: ByteString
}

/** What the user gives at a path: links are followed, once and for all, and nothing but files and folders is taken. */
export async function sourceAt(entry: Entry): Promise<Source | { problem: Problem }> {
  try {
    const path = (await realpath(fsPath(entry.path), { encoding: 'buffer' })).toString('latin1')
    const stats = await stat(fsPath(path))
    if (stats.isFile()) return { is: 'file', path }
    if (stats.isDirectory()) return { is: 'folder', path }
    return { problem: problemAt(entry, 'it is neither a file nor a folder', 'Name a file or a folder.') }
  } catch (error) {
    const { code, message } = systemError(error)
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read: ${message}`
    return { problem: problemAt(entry, why, 'Check the path, who may read it, and where links in it lead.') }
  }
}
