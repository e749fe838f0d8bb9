import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fromSystemError } from '../../core/errors.js'
import { linkTarget } from '../../core/host/linkTarget.js'
import { makeFolder } from '../../core/host/makeFolder.js'
import { temporaryName } from '../../core/host/temporaryName.js'

/**
 * Writes a text to a file that nobody else may read, whole or not at all; folders above it that are not there are made, for nobody else
 * either. A link's target is replaced, not the link; its owner stays where root writes for somebody else. @throws OciPackError `io`
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const place = await linkTarget(path)
  const temporary = join(dirname(place), `.oci-pack-${temporaryName()}`)
  try {
    await makeFolder(dirname(place))
    const file = await open(temporary, 'wx', 0o600)
    try {
      await keepOwner(file, place)
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, place)
  } catch (error) {
    await rm(temporary, { force: true })
    throw fromSystemError(error, `cannot write ${path}`)
  }
}

async function keepOwner(file: FileHandle, place: string): Promise<void> {
  const former = await stat(place).catch(() => undefined)
  if (former && former.uid !== process.getuid?.()) await file.chown(former.uid, former.gid)
}
