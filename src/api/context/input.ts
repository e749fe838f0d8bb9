import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { bytesOfText } from '../../core/bytes.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import { type Content, emptyDirectory } from '../../rootfs/node.js'
import { openArchive } from './archive.js'
import { dockerfileOfContent } from './dockerfile.js'
import type { ContextTools, OpenedContext } from './open.js'

/**
 * Standard input as the context: an archive, in which `file` names the Dockerfile, or a Dockerfile alone, whose context is empty; what it is
 * is told by how it begins. @throws OciPackError `usage` where `file` contradicts that, `io`
 */
export async function openInput(file: string | undefined, tools: ContextTools): Promise<OpenedContext> {
  if (file === '-') {
    throw new OciPackError('usage', 'the context and the Dockerfile cannot both be read from standard input', {
      hint: 'Put the Dockerfile into the archive, or name it with -f and a folder as the context.',
    })
  }
  const { content, size } = await spool(join(tools.folder, 'input'))
  const opened = await openArchive(content, size, file, tools)
  if (opened) return opened
  if (file !== undefined) {
    throw new OciPackError('usage', `standard input is no archive, so that -f ${file} names no file of it`, {
      hint: 'Leave out -f where standard input is the Dockerfile itself.',
    })
  }
  const read = await dockerfileOfContent(content, size, 'Dockerfile (standard input)', tools.reader)
  return { tree: emptyDirectory({ mtime: tools.times.epoch }), read }
}

/** What an archive inflates to is bounded by its size, so that it has to be here as a whole first. */
async function spool(path: string): Promise<{ content: Content; size: number }> {
  try {
    await pipeline(process.stdin, createWriteStream(path, { flags: 'wx' }))
    return { content: { from: 'host', path: bytesOfText(path) }, size: (await stat(path)).size }
  } catch (error) {
    throw fromSystemError(error, 'reading the context from standard input')
  }
}
