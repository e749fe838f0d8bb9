import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { TarEnd } from '../../oci/tar/read.js'
import type { Member } from '../../oci/verify/members.js'
import type { StoredFile } from '../files.js'
import { openFolder } from '../folderFiles.js'
import { tarEntries, type TarPlace } from '../tarFiles.js'
import { faultOf } from './readBlob.js'

/** A member and where its bytes lie. */
export interface PlacedMember extends Member {
  readonly file: StoredFile
}

/** The members of an archive, as far as they can be read. */
export interface ListedMembers {
  readonly members: readonly PlacedMember[]
  readonly end?: TarEnd
  readonly fault?: string
}

/** Reads the headers of an archive. What is wrong with it is told. @throws OciPackError `io` */
export async function listTar(place: TarPlace): Promise<ListedMembers> {
  const members: PlacedMember[] = []
  const entries = tarEntries(place)
  try {
    for (;;) {
      const next = await entries.next()
      if (next.done) return { members, end: next.value }
      const { header, file, sparse } = next.value
      const { path: name, type, size, linkPath } = header
      members.push({ name, type, size, linkPath, isSparse: sparse !== undefined, file })
    }
  } catch (error) {
    return { members, fault: faultOf(error) }
  }
}

/** As many files as a layout may have. */
const maxFiles = 100_000

/** The files of a layout's folder. @throws OciPackError `io` */
export async function listFolder(path: string): Promise<ListedMembers> {
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
  const blobs = await readdir(join(path, 'blobs'), { recursive: true, withFileTypes: true }).catch(() => [])
  const names = blobs.map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
  return ['oci-layout', 'index.json', 'manifest.json', ...names.sort()]
}
