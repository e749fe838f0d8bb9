import { downloadedFile } from '../../build/downloadedFile.js'
import { withoutCredentials } from '../../core/credentials.js'
import { OciPackError } from '../../core/errors.js'
import { emptyDirectory } from '../../rootfs/node.js'
import { openArchive } from './archive.js'
import { dockerfileOfContent } from './dockerfile.js'
import type { ContextTools, OpenedContext } from './open.js'

/** The name that Docker gives to a context which is a file of its own. */
const fileName = 'context'

/**
 * What an http(s) address gives as the context: an archive, in which `file` names the Dockerfile, or a Dockerfile, which is the one file of its
 * context then, whatever `file` names. @throws OciPackError
 */
export async function openAddress(url: string, file: string | undefined, tools: ContextTools): Promise<OpenedContext> {
  const { reader, times, download } = tools
  const downloaded = downloadedFile(await download(url), times)
  const { content, size } = downloaded
  const opened = await openArchive(content, size, file, tools)
  if (opened) return opened
  const name = withoutCredentials(url)
  if (file === '-') {
    throw new OciPackError('usage', `${name} is no archive but a Dockerfile itself, so that -f - names another one`, {
      hint: 'Leave out one of them.',
    })
  }
  const tree = emptyDirectory({ mtime: times.epoch })
  tree.children.set(fileName, downloaded)
  return { tree, read: await dockerfileOfContent(content, size, name, reader) }
}
