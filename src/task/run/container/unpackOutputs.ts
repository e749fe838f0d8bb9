import { link, mkdir, open, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type ByteString, textOfBytes } from '../../../core/bytes.js'
import { fromSystemError } from '../../../core/errors.js'
import { readTar, type TarEntry } from '../../../oci/tar/read.js'
import { cleanPath } from '../../../oci/tar/cleanPath.js'

/**
 * Makes, in an empty folder, the files of an archive that a container's engine gives of a folder of it: this user's own, whoever wrote
 * them. A path leads through folders that were made here, and through no link. Gives a sentence for each thing that cannot be made.
 * @throws OciPackError `io`, `format`
 */
export async function unpackOutputs(tar: AsyncIterable<Uint8Array>, folder: string): Promise<string[]> {
  const folders = new Set<ByteString>([''])
  const files = new Set<ByteString>()
  const left: string[] = []
  for await (const entry of readTar(tar)) {
    const path = cleanPath(entry.header.path)
    // The folder itself.
    if (path === '') continue
    const made = path !== undefined && (await make(entry, path, { folder, folders, files }))
    if (!made)
      left.push(`The output ${JSON.stringify(textOfBytes(entry.header.path))} was not taken out of the container`)
  }
  return left
}

interface Made {
  readonly folder: string
  readonly folders: Set<ByteString>
  readonly files: Set<ByteString>
}

async function make(entry: TarEntry, path: ByteString, { folder, folders, files }: Made): Promise<boolean> {
  const { header } = entry
  const above = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  if (!folders.has(above) || files.has(path)) return false
  const at = join(folder, textOfBytes(path))
  try {
    switch (header.type) {
      case 'directory':
        if (!folders.has(path)) await mkdir(at)
        folders.add(path)
        return true
      case 'file': {
        const file = await open(at, 'wx', 0o644)
        try {
          for await (const bytes of entry.body()) await file.writeFile(bytes)
        } finally {
          await file.close()
        }
        files.add(path)
        return true
      }
      case 'link': {
        const target = cleanPath(header.linkPath)
        if (target === undefined || !files.has(target)) return false
        await link(join(folder, textOfBytes(target)), at)
        files.add(path)
        return true
      }
      case 'symlink':
        await symlink(textOfBytes(header.linkPath), at)
        return true
      default:
        return false
    }
  } catch (error) {
    throw fromSystemError(error, `cannot write ${at}`)
  }
}
