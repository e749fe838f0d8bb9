import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { bytesOfText } from '../../core/bytes.js'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import type { ListedMembers } from '../../oci/verify/gatherFacts.js'
import { openFolder } from '../folderFiles.js'
import type { PlacedMember } from './placedMembers.js'

/** As many files as a layout may have. */
const maxFiles = 100_000

/** The files of a layout's folder. @throws OciPackError `io` */
export async function folderMembers(path: string): Promise<ListedMembers<PlacedMember>> {
  const files = openFolder(path)
  const members: PlacedMember[] = []
  for (const name of await namesIn(path)) {
    const file = await files.find(name)
    if (!file) continue
    if (members.length === maxFiles)
      throw new OciPackError('format', `${path} has more than ${maxFiles} files: it is no layout`)
    members.push({ name: bytesOfText(name), type: 'file', size: file.size, linkPath: '', isSparse: false, file })
  }
  return { members }
}

/** What an image may be made of: other files of the folder are not looked at. */
async function namesIn(path: string): Promise<string[]> {
  const names = (await entriesOf(join(path, 'blobs'))).map((entry) =>
    relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'),
  )
  return ['oci-layout', 'index.json', 'manifest.json', ...names.sort()]
}

/** All below a folder; none where there is no folder. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemError(error).code ?? '')) return []
    throw fromSystemError(error, `cannot read ${folder}`)
  }
}
