import { stat } from 'node:fs/promises'
import { bytesOfText } from '../../core/bytes.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { openArchive } from './archive.js'
import type { ContextTools, OpenedContext } from './open.js'

/** The archive in a file of this machine as the context; `file` is a path in it, or `-`. @throws OciPackError `usage` where it is no archive, `io` */
export async function openFile(path: string, file: string | undefined, tools: ContextTools): Promise<OpenedContext> {
  const size = await sizeOf(path)
  const opened = await openArchive({ from: 'host', path: bytesOfText(path) }, size, file, tools)
  if (opened) return opened
  throw new OciPackError('usage', `the build context ${path} is not a folder, nor a tar archive`, {
    hint: 'Name the folder whose files COPY takes. A Dockerfile is named with -f.',
  })
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    throw fromSystemError(error, `opening the build context ${path}`)
  }
}
