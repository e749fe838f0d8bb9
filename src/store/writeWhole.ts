import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError } from '../core/errors.js'
import { temporaryName } from '../core/host/temporaryName.js'

/** Writes a small file of the store in a folder so that it is the former one or the new one, whatever happens. @throws OciPackError `io` */
export async function writeWhole(dir: string, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dir, 'ingest', temporaryName())
  try {
    await writeFile(temporary, bytes, { flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw fromSystemError(error, `cannot write ${path}`)
  }
}
